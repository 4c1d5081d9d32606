// Does what is due, on any number of processes: each slot once. A look every second at the clock and the rows, so that a clock
// that is set, a laptop that slept and a process that died are all the same: something is due, and nobody has it. Of several
// processes one looks every second, and the others now and then, in case it has died.
import { asProblem } from '../../core/problem.js';
import { every } from '../every.js';
import { update } from '../store/update.js';
import { attendSlot, isDue, type Attended } from './attend-slot.js';
import { carryOut, newToken } from './carry-out.js';
import { lineKey, type Planned, type ScheduleParts } from './schedule-parts.js';
import { allRows, newRow, scheduleRows, type Claim, type ScheduleRow } from './schedule-records.js';

const lookEvery = 1_000;
/** Of the processes that do not lead, milliseconds. */
const followEvery = 15_000;

/** @param isLeader whether this process is the one that does what one alone can do */
export function startSchedules(
  parts: ScheduleParts,
  isLeader: () => boolean = () => true,
): {
  /** Looks now and not in a second. */
  wake(): void;
  /** What is under way is left to another process. */
  stop(): Promise<void>;
} {
  const { store, now, log, metrics, planned } = parts;
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let isTidy = false;
  let lookedAt = -Infinity;

  /** One that was switched off must not look as if it had missed its slots when it comes back. */
  async function tidy(rows: readonly ScheduleRow[]): Promise<void> {
    for (const { name, running } of rows)
      if (running === null && !planned.some((one) => one.name === name))
        await store.remove(scheduleRows, name);
    isTidy = true;
  }

  async function look(): Promise<void> {
    if (!isLeader() && performance.now() - lookedAt < followEvery) return;
    lookedAt = performance.now();
    const rows = await allRows(store);
    if (!isTidy) await tidy(rows);
    metrics.seen(rows);
    for (const schedule of planned) {
      const row = rows.find(({ name }) => name === schedule.name);
      try {
        if (!row)
          await store.insert(
            scheduleRows,
            schedule.name,
            newRow(schedule.name, lineKey(schedule), now()),
          );
        else if (isDue(row, schedule, now())) await attend(schedule);
      } catch (error) {
        failed(error, schedule.name);
      }
    }
  }

  async function attend(schedule: Planned): Promise<void> {
    const token = newToken();
    let found: Attended | null = null;
    const decide = (row: ScheduleRow): Attended => attendSlot(row, schedule, { now: now(), token });
    await update(store, scheduleRows, schedule.name, (row) => {
      found = decide(row);
      return found.row;
    });
    const { claim, passed } = attendedIn(found);
    if (passed !== null) {
      metrics.ended(schedule.name, passed);
      log.info({ schedule: schedule.name, outcome: passed }, 'a slot of a schedule has passed');
    }
    if (claim !== null) begin(schedule, claim);
  }

  function begin(schedule: Planned, claim: Claim): void {
    const work = carryOut(parts, schedule, claim, stopping.signal)
      .catch((error: unknown) => failed(error, schedule.name))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  /** It stays due. */
  function failed(error: unknown, schedule: string | null): void {
    if (asProblem(error).code === 'internal')
      log.error({ err: error, schedule }, 'schedules could not go on');
  }

  const loop = every(lookEvery, look, (error) => failed(error, null));
  return {
    wake: () => loop.wake(),
    async stop() {
      await loop.stop();
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

/** What the last try of a compare-and-swap found. */
function attendedIn(found: Attended | null): Pick<Attended, 'claim' | 'passed'> {
  return found ?? { claim: null, passed: null };
}
