// Pictures of people and of the bot, drawn: no two of the company look alike.
import { useDesk } from '../api/context.js';

const colours = [
  ['#e8912d', '#c2410c'],
  ['#2e8b8b', '#155e63'],
  ['#7c5cbf', '#4c2f91'],
  ['#3b7dd8', '#1e4fa3'],
  ['#c9547b', '#93284f'],
  ['#5a9a4b', '#2f6a2a'],
] as const;

export function Avatar({ person, size = 36 }: { person: string; size?: number }) {
  const { directory } = useDesk();
  const { name, isBot } = directory.person(person);
  const style = { width: size, height: size };
  if (isBot)
    return (
      <svg className="avatar" style={style} viewBox="0 0 36 36" aria-hidden="true">
        <rect width="36" height="36" rx="8" fill="#0d4038" />
        <path
          d="M18 6.500v3.500M10.500 13h15a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2Z"
          fill="none"
          stroke="#9be8c1"
          strokeWidth="2.200"
        />
        <circle cx="18" cy="6" r="1.800" fill="#9be8c1" />
        <circle cx="14" cy="18" r="1.900" fill="#9be8c1" />
        <circle cx="22" cy="18" r="1.900" fill="#9be8c1" />
        <path d="M14 22.500h8" stroke="#9be8c1" strokeWidth="2" strokeLinecap="round" />
      </svg>
    );
  const [light, dark] = colours[hash(person) % colours.length] ?? colours[0];
  const initials = name
    .split(' ')
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');
  const id = `avatar-${person}`;
  return (
    <svg className="avatar" style={style} viewBox="0 0 36 36" aria-hidden="true">
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor={light} />
          <stop offset="1" stopColor={dark} />
        </linearGradient>
      </defs>
      <rect width="36" height="36" rx="8" fill={`url(#${id})`} />
      <text x="18" y="23.500" textAnchor="middle" fontSize="15" fontWeight="700" fill="#fff">
        {initials}
      </text>
    </svg>
  );
}

function hash(text: string): number {
  // The digits of an id are the person's number at the company.
  const number = Number(/\d+/.exec(text)?.[0] ?? 5);
  return number;
}
