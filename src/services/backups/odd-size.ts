// Whether a backup's size is far from what those before it had: half a database is missing, or something floods it.
import type { MongoBackup } from './backups.js';
import { isOf } from './find-target.js';

const compared = 7;
const leastCompared = 3;

export interface OddSize {
  /** Of those before it, bytes. */
  middle: number;
  isOdd: boolean;
}

/**
 * @param all of this and other databases
 * @param percent how far from the middle it may be
 * @returns null where fewer than three came before it
 */
export function sizeAgainst(
  backup: MongoBackup,
  all: readonly MongoBackup[],
  percent: number,
): OddSize | null {
  const sizes = all
    .filter(
      (one) => isOf(backup, one) && one.reason !== 'safety' && one.startedAt < backup.startedAt,
    )
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .slice(0, compared)
    .map(({ bytes }) => bytes)
    .toSorted((a, b) => a - b);
  if (sizes.length < leastCompared) return null;
  const half = Math.floor(sizes.length / 2);
  const upper = sizes[half] ?? 0;
  const middle = sizes.length % 2 === 1 ? upper : ((sizes[half - 1] ?? 0) + upper) / 2;
  return { middle, isOdd: Math.abs(backup.bytes - middle) > (percent / 100) * middle };
}
