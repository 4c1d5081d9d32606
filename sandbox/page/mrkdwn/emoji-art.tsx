// The emoji that cards stand on, drawn: a machine without an emoji font shows them as well, and they look the same
// everywhere. Others are left to the font.
import type { ReactNode } from 'react';

const circle = (fill: string, edge: string): ReactNode => (
  <>
    <circle cx="10" cy="10" r="8.500" fill={fill} />
    <circle cx="10" cy="10" r="8" fill="none" stroke={edge} strokeOpacity="0.35" />
  </>
);

const strokes = (d: string, colour = '#fff', width = 2.4): ReactNode => (
  <path
    d={d}
    fill="none"
    stroke={colour}
    strokeWidth={width}
    strokeLinecap="round"
    strokeLinejoin="round"
  />
);

const tile = (fill: string, d: string): ReactNode => (
  <>
    <rect x="1.500" y="1.500" width="17" height="17" rx="4" fill={fill} />
    {strokes(d)}
  </>
);

const hourglass = (
  <>
    {strokes('M4.500 2.200h11M4.500 17.800h11', '#8a5a2b', 2)}
    <path
      d="M6 3v2.500c0 2 1.500 3 3 4.500-1.500 1.500-3 2.500-3 4.500V17h8v-2.500c0-2-1.500-3-3-4.500 1.500-1.500 3-2.500 3-4.500V3z"
      fill="#cfe8f7"
      stroke="#7fb6d6"
    />
    <path
      d="M7.500 6.500h5c-.500 1.200-1.700 2-2.500 3-.800-1-2-1.800-2.500-3ZM7 16.500c0-2.200 2-2.700 3-3.700 1 1 3 1.500 3 3.700z"
      fill="#e8a33d"
    />
    <path d="M10 9.500v3.500" stroke="#e8a33d" />
  </>
);

const art: Record<string, ReactNode> = {
  red_circle: circle('#dd2e44', '#8c1626'),
  large_green_circle: circle('#4aa84e', '#25622a'),
  large_yellow_circle: circle('#fdcb3c', '#a87900'),
  large_orange_circle: circle('#f4900c', '#a35c00'),
  large_blue_circle: circle('#4a90e2', '#1e4f8f'),
  white_circle: circle('#e6e9ec', '#7d868e'),
  black_circle: circle('#31373d', '#8b949c'),
  warning: (
    <>
      <path
        d="M8.600 2.900a1.600 1.600 0 0 1 2.800 0l7 12.600a1.600 1.600 0 0 1-1.400 2.400H3a1.600 1.600 0 0 1-1.400-2.400z"
        fill="#fdc53b"
      />
      {strokes('M10 7.500v4.500M10 14.900v.1', '#3a2d07', 2)}
    </>
  ),
  rotating_light: (
    <>
      <path d="M5 14v-3.500a5 5 0 0 1 10 0V14z" fill="#dd2e44" />
      <rect x="3" y="14" width="14" height="3.500" rx="1" fill="#66757f" />
      {strokes('M10 2v1.500M3 4.500l1.200 1M17 4.500l-1.200 1', '#f4900c', 1.6)}
    </>
  ),
  white_check_mark: tile('#3aa655', 'm5.500 10.300 3 3 6-6.500'),
  heavy_check_mark: strokes('m4 10.500 4 4 8-9', '#3aa655', 3),
  x: strokes('m4 4 12 12M16 4 4 16', '#dd2e44', 3.2),
  no_entry: (
    <>
      <circle cx="10" cy="10" r="8.500" fill="#be1931" />
      <rect x="4.500" y="8.300" width="11" height="3.400" rx="0.800" fill="#fff" />
    </>
  ),
  no_entry_sign: (
    <>
      <circle cx="10" cy="10" r="7.300" fill="none" stroke="#dd2e44" strokeWidth="2.600" />
      {strokes('M5 5l10 10', '#dd2e44', 2.6)}
    </>
  ),
  information_source: (
    <>
      <rect x="1.500" y="1.500" width="17" height="17" rx="4" fill="#3b88c3" />
      {strokes('M8.500 9H10v5M8.300 14.200h3.600M10 5.800v.1', '#fff', 2)}
    </>
  ),
  hourglass,
  hourglass_flowing_sand: hourglass,
  page_facing_up: (
    <>
      <path d="M4 1.500h8l4 4V18.500H4z" fill="#e1e8ed" stroke="#99aab5" />
      <path d="M12 1.500v4h4" fill="#ccd6dd" stroke="#99aab5" />
      {strokes('M6.500 8.500h7M6.500 11h7M6.500 13.500h7', '#7d8b95', 1.2)}
    </>
  ),
  lock: (
    <>
      {strokes('M6.500 9V6a3.500 3.500 0 0 1 7 0v3', '#99a5ad', 2)}
      <rect x="4" y="8.500" width="12" height="9.500" rx="2" fill="#f9b233" />
    </>
  ),
};

/** null: there is no drawing of it. */
export function emojiArt(name: string): ReactNode {
  const drawing = art[name];
  if (drawing === undefined) return null;
  return (
    <svg className="emoji-art" viewBox="0 0 20 20" aria-hidden="true">
      {drawing}
    </svg>
  );
}
