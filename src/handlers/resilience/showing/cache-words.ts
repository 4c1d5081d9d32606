// Hit rates and times to live as words.

/** @param part from 0 to 1 */
export function percent(part: number): string {
  // Rounded down: 79.6 % is not 80 %.
  return `${Math.floor(part * 100 + 1e-9)} %`;
}

/** `300 s`, `10 min`, `1 h`. */
export function secondsText(seconds: number): string {
  if (seconds === 0) return 'no time';
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
