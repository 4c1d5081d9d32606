// What is different from the last time somebody looked: what became red, what is good again.
import type { ComponentNow, Health } from '../health/health.js';
import { handful, sideBySide } from '../notion/reading/side-by-side.js';

const hour = 3_600_000;
const day = 24 * hour;

export interface Changes {
  becameRed: ComponentNow[];
  goodAgain: ComponentNow[];
}

/**
 * The time to compare with: the last morning report before today's, or a day ago. One that was asked for an hour ago is not
 * yesterday, and after a long silence a day is enough.
 * @param posted when the last ones were posted, newest first, epoch milliseconds
 */
export function lastLook(posted: readonly number[], now: number): number {
  return posted.find((at) => at <= now - 12 * hour && at >= now - 4 * day) ?? now - day;
}

/** @param from epoch milliseconds */
export async function changesSince(
  from: number,
  all: readonly ComponentNow[],
  health: Pick<Health, 'history'>,
): Promise<Changes> {
  const changed = all.filter(({ since }) => since >= from);
  const good = changed.filter(({ status }) => status === 'good');
  const past = await sideBySide(good, handful, ({ system, component }) =>
    // The hour that was under way counts.
    health.history(system, component, from - hour),
  );
  return {
    becameRed: changed.filter(({ status }) => status === 'bad'),
    // One that is asked for the first time became nothing.
    goodAgain: good.filter((_, place) => past[place]?.some(({ status }) => status === 'bad')),
  };
}
