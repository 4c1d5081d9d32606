// A schedule's slots under every order of looks, deaths, late processes and clocks that differ: each slot is begun once, and what
// no process was up for is caught up. (docs/architecture.md, "The bot's memory": sweepers make a timer certain)
import { describe, expect, test } from 'vitest';
import { attendSlot, grace, isDue, lease } from '../../../src/services/schedule/attend-slot.js';
import { cronLine } from '../../../src/services/schedule/cron-line.js';
import { lineKey, type Planned } from '../../../src/services/schedule/schedule-parts.js';
import {
  newRow,
  type Claim,
  type ScheduleRow,
} from '../../../src/services/schedule/schedule-records.js';
import { explore, type Promised } from './search.js';

const minute = 60_000;
const start = Date.UTC(2026, 10, 21, 8, 59);

const plannedWith = (missed: Planned['missed']): Planned => ({
  name: 'often',
  cron: '*/2 * * * *',
  timeZone: 'UTC',
  operation: 'report',
  input: {},
  post: 'always',
  channel: null,
  missed,
  line: cronLine('*/2 * * * *', 'UTC'),
});

interface World {
  now: number;
  row: ScheduleRow;
  /** What each process holds: the slot that it does. */
  working: readonly (Claim | null)[];
  /** By slot how often each was begun as a new one, and how it ended. */
  begun: Readonly<Record<number, number>>;
  ended: Readonly<Record<number, number>>;
}

/** The clock of the second process is ahead by this much. */
const ahead = [0, 30_000];
const minutes = 9;

function* happenings(world: World, schedule: Planned): Generator<readonly [string, World]> {
  const { now, row, working } = world;
  if (now < start + minutes * minute) yield ['a minute passes', { ...world, now: now + minute }];
  for (const [index, claim] of working.entries()) {
    const clock = now + (ahead[index] ?? 0);
    const to = (next: Claim | null, changed: Partial<World> = {}): World => ({
      ...world,
      ...changed,
      working: working.map((one, at) => (at === index ? next : one)),
    });
    const isMine = claim !== null && row.running?.token === claim.token;
    if (claim === null) {
      if (!isDue(row, schedule, clock)) continue;
      const token = `p${index} ${row.running?.attempts ?? 0} ${row.settled}`;
      const found = attendSlot(row, schedule, { now: clock, token });
      const isNew = found.claim?.attempts === 1;
      const slot = found.claim?.slot ?? 0;
      const begun = isNew ? { ...world.begun, [slot]: (world.begun[slot] ?? 0) + 1 } : world.begun;
      yield [`p${index} looks`, to(found.claim, { row: found.row, begun })];
      continue;
    }
    yield [`p${index} dies`, to(null)];
    if (!isMine || row.running === null) {
      yield [`p${index} finds that it is another's`, to(null)];
      continue;
    }
    const kept = { ...row, running: { ...row.running, leaseUntil: clock + lease } };
    yield [`p${index} keeps its lease`, to(claim, { row: kept })];
    const ended = { ...world.ended, [claim.slot]: (world.ended[claim.slot] ?? 0) + 1 };
    const last = { ...row, running: null, succeededAt: clock };
    yield [`p${index} ends it`, to(null, { row: last, ended })];
  }
}

const promises: Record<string, Promised<World>> = {
  'a slot is begun once, and after that only taken over': (_, { begun }) =>
    Object.values(begun).every((count) => count <= 1),
  'a slot ends once': (_, { ended }) => Object.values(ended).every((count) => count <= 1),
  'slots go forward': (before, after) => after.row.settled >= before.row.settled,
  'nothing is begun before its time': (_, { row, now }) =>
    row.running === null || row.running.slot <= now + Math.max(...ahead),
  'at most three processes begin the same slot': (_, { row }) => (row.running?.attempts ?? 1) <= 3,
  'whoever has a slot is not robbed of it while its lease holds': (before, after, event) => {
    const [was, is] = [before.row.running, after.row.running];
    if (was === null || is === null || was.token === is.token) return true;
    return was.leaseUntil <= before.now + (ahead[Number(event[1])] ?? 0);
  },
};

function keyOf({ now, row, working, begun, ended }: World): string {
  const { running, settled } = row;
  return JSON.stringify([
    now,
    settled,
    running && [running.slot, running.token, running.leaseUntil, running.attempts],
    working.map((claim) => claim?.token),
    begun,
    ended,
  ]);
}

describe('two processes and slots of two minutes', async () => {
  const schedule = plannedWith('run');
  const found = await explore<World>({
    start: {
      now: start,
      row: newRow(schedule.name, lineKey(schedule), start),
      working: [null, null],
      begun: {},
      ended: {},
    },
    next: (world) => happenings(world, schedule),
    key: keyOf,
    // What begins last is ended after the time that is looked at.
    isEnd: ({ row, now }) =>
      now >= start + minutes * minute || (row.running === null && !isDue(row, schedule, now)),
    promises,
  });

  test(`${found.states} states, ${found.transitions} steps between them`, () => {
    expect(found.isWhole).toBe(true);
    expect(found.states).toBeGreaterThan(27_000);
  });

  test.each(Object.keys(promises))('%s', (promise) => {
    expect(found.broken[promise] ?? []).toEqual([]);
  });

  test('whatever is begun comes to an end', () => {
    expect(found.stuck).toEqual([]);
  });
});

test.each([
  ['run', 'run'],
  ['report', 'tell'],
] as const)('what was missed for long: %s', (missed, what) => {
  const schedule = plannedWith(missed);
  const row = newRow(schedule.name, lineKey(schedule), start);
  const late = { ...schedule, line: cronLine('0 * * * *', 'UTC') };
  const now = start + minute + grace + 1;
  const { claim } = attendSlot({ ...row, line: lineKey(late) }, late, { now, token: 'a' });
  expect(claim).toMatchObject({ what, missed: 0, slot: start + minute });
});
