// What becomes of a group when the number of its alerts that fire changes. Pure: the record in, the record out.
import type { AlertGroup } from '../records.js';

/** So often back within `flapMinutes` is flapping. */
const flipsOfFlapping = 3;
/** A group remembers this many. */
const mostFlips = 20;
/** Something is still to be done about it: whoever began it may have died. */
const againMs = 5_000;
/** How often a held group asks whether it still is. */
const holdMs = 15_000;

/** The alerts of a group as they are stored. */
export interface Counts {
  firing: number;
  resolved: number;
  components: AlertGroup['components'];
  componentsAt: number;
  componentsStale: boolean;
}

/** This long the components of a group stand as they were counted while alerts keep coming, milliseconds. */
export const componentsStand = 5_000;

/** @param flapMs `flapMinutes` in milliseconds */
export function isFlapping(group: Pick<AlertGroup, 'flips'>, now: number, flapMs: number): boolean {
  return group.flips.filter((at) => at > now - flapMs).length >= flipsOfFlapping;
}

/**
 * The group with new counts. When all is resolved it is resolved at once; one that flaps only after it was quiet for
 * `flapMs`. When it fires again that is a flip, and its acknowledgement stays.
 */
export function advance(
  group: AlertGroup,
  counts: Counts,
  now: number,
  flapMs: number,
): AlertGroup {
  const next = { ...group, ...counts };
  if (counts.firing > 0) {
    const flips = group.firing === 0;
    return {
      ...next,
      state: 'firing',
      resolvedAt: null,
      forgottenAt: null,
      quietSince: null,
      flips: flips ? [...group.flips, now].slice(-mostFlips) : group.flips,
      // Who is to be called, and whether it may be seen, is asked anew.
      announced: group.announced && !flips,
    };
  }
  if (group.state === 'resolved') return next;
  const { quietSince } = group;
  const quiet = quietSince ?? now;
  const wait = quietSince === null ? isFlapping(group, now, flapMs) : now < quietSince + flapMs;
  return wait
    ? { ...next, quietSince: quiet }
    : { ...next, state: 'resolved', resolvedAt: now, quietSince: null };
}

/** When a group must be looked at by itself, as epoch milliseconds; null: never. */
export function wakeOf(group: AlertGroup, now: number, flapMs: number): number | null {
  if (!group.announced) return now + againMs;
  if (group.state === 'resolved') return null;
  const times = [
    ...(group.hold === null ? [] : [now + holdMs]),
    // Let go by whoever ended its hold.
    ...(group.hold === null && isHidden(group) ? [now + againMs] : []),
    ...(group.quietSince === null ? [] : [group.quietSince + flapMs]),
    ...(group.componentsStale ? [group.componentsAt + componentsStand] : []),
  ];
  return times.length === 0 ? null : Math.min(...times);
}

/** It was never shown, or may not be for now. */
function isHidden({ hold, shownAt }: AlertGroup): boolean {
  return hold !== null || shownAt === null;
}
