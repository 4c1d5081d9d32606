// Schedules for people: listed, run now, paused and resumed. What happens by itself is start-schedules.ts.
import { Problem } from '../../core/problem.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import { stamp } from '../sync/when.js';
import { claimed, lease } from './attend-slot.js';
import { carryOut, newToken } from './carry-out.js';
import { lineKey, type Planned, type ScheduleParts } from './schedule-parts.js';
import {
  allRows,
  newRow,
  pauseAt,
  scheduleRows,
  type Claim,
  type ScheduleRow,
} from './schedule-records.js';
import { scheduleNamed } from './schedule-named.js';
import type { ScheduleNow, Schedules } from './schedule.js';

export function createSchedules(parts: ScheduleParts): Schedules {
  const { planned, store, now } = parts;

  function asNow({ line, ...schedule }: Planned, row: ScheduleRow | undefined): ScheduleNow {
    const { slot, at, outcome, said } = row?.last ?? {};
    return {
      ...schedule,
      paused: row ? pauseAt(row, now()) : null,
      last:
        slot === undefined || at === undefined || outcome === undefined
          ? null
          : { slot, at, outcome, said: said ?? '' },
      next: line.next(now()),
    };
  }

  async function change(
    schedule: Planned,
    how: (row: ScheduleRow) => ScheduleRow,
  ): Promise<ScheduleRow> {
    const { name } = schedule;
    const fresh = newRow(name, lineKey(schedule), now());
    for (;;) {
      const stored = await update(store, scheduleRows, name, how);
      if (stored) return stored.doc;
      await store.insert(scheduleRows, name, fresh);
    }
  }

  return {
    async list() {
      const rows = await allRows(store);
      return planned
        .map((one) =>
          asNow(
            one,
            rows.find(({ name }) => name === one.name),
          ),
        )
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },

    async run(typed, by, requestId) {
      const schedule = scheduleNamed(planned, typed);
      const done = await endOf(store, schedule, requestId);
      if (done) return done;
      const claim: Claim = {
        slot: now(),
        what: 'run',
        missed: 0,
        by,
        request: `schedule:${schedule.name}:${requestId}`,
        token: newToken(),
        leaseUntil: now() + lease,
        attempts: 1,
        skipped: 0,
      };
      await change(schedule, (row) => {
        if (row.running !== null) throw underWay(schedule, row.running);
        return claimed(row, claim, now());
      });
      const ended = await carryOut(parts, schedule, claim, new AbortController().signal);
      return ended ?? { outcome: 'running', said: 'Another process does it.' };
    },

    async pause(typed, by, until, reason) {
      const schedule = scheduleNamed(planned, typed);
      const at = now();
      if (until !== null && until <= at)
        throw new Problem(
          'invalid_input',
          'The pause would end in the past.',
          'Give an end that is still to come, or none.',
          { field: 'for' },
        );
      const paused = { by: by.person, at, until, reason };
      return asNow(schedule, await change(schedule, (row) => ({ ...row, paused })));
    },

    async resume(typed) {
      const schedule = scheduleNamed(planned, typed);
      const row = await change(schedule, (stored) => {
        if (pauseAt(stored, now()) !== null) return { ...stored, paused: null };
        throw new Problem(
          'not_possible',
          `${schedule.name} is not paused.`,
          '`schedule` shows which are.',
          { field: 'name' },
        );
      });
      return asNow(schedule, row);
    },
  };
}

/** What the same request came to before. */
async function endOf(store: Store, { name }: Planned, requestId: string) {
  const last = (await store.get(scheduleRows, name))?.doc.last;
  return last?.request === `schedule:${name}:${requestId}` && last.outcome !== 'running'
    ? { outcome: last.outcome, said: last.said }
    : null;
}

function underWay({ name }: Planned, { slot }: Claim): Problem {
  return new Problem(
    'target_busy',
    `${name} is under way since ${stamp(slot)}.`,
    'Wait until it has ended; `schedule` shows it.',
    { field: 'name' },
  );
}
