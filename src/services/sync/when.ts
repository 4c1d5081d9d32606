// Times and spans as the sync operations write and read them.
import { Problem } from '../../core/problem.js';
import { minuteText } from '../notion/reading/words.js';

const minute = 60_000;
const hour = 60 * minute;
const units = { m: minute, h: hour, d: 24 * hour } as const;

/**
 * `30m`, `2h`, `1d` as milliseconds; at least a minute and at most 14 days.
 * @throws Problem invalid_input naming the field
 */
export function spanOf(text: string, field: string): number {
  const [, amount, unit] = /^(\d{1,4})\s*([mhd])$/i.exec(text.trim()) ?? [];
  const known = Object.entries(units).find(([letter]) => letter === unit?.toLowerCase());
  const millis = amount === undefined || known === undefined ? 0 : Number(amount) * known[1];
  if (millis >= minute && millis <= 14 * units.d) return millis;
  throw new Problem(
    'invalid_input',
    `${JSON.stringify(text.slice(0, 20))} is not a span of time.`,
    'Write 30m, 2h or 1d; 14 days at most.',
    { field },
  );
}

/** `2026-11-21 09:20 UTC` */
export function stamp(millis: number): string {
  return `${minuteText(millis)} UTC`;
}

/** `12 min`, `5 h`, `3 days`: how long ago, or how long. */
export function roughly(millis: number): string {
  if (millis < 2 * minute) return `${Math.max(0, Math.round(millis / 1000))} s`;
  if (millis < 2 * hour) return `${Math.round(millis / minute)} min`;
  if (millis < 48 * hour) return `${Math.round(millis / hour)} h`;
  return `${Math.round(millis / (24 * hour))} days`;
}
