// Sizes and counts as the cards of databases and backups write them.

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `312 bytes`, `1.5 MB`: in steps of 1,024. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1_024 && unit < units.length - 1) {
    size /= 1_024;
    unit += 1;
  }
  return `${unit === 0 ? size : Math.round(size * 10) / 10} ${units[unit] ?? ''}`;
}

/** `1 index`, `2 indexes` */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `12,345` */
export function groupedText(count: number): string {
  return count.toLocaleString('en-US');
}

/**
 * A count that changes by itself, so that it stays the same in a plan: `about 20,000`. A plan is compared with the one made
 * just before the run.
 */
export function roughCount(count: number): string {
  if (count < 10) return 'fewer than 10';
  const step = 10 ** Math.floor(Math.log10(count));
  return `about ${groupedText(Math.round(count / step) * step)}`;
}
