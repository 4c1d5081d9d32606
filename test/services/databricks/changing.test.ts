import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createChanger } from '../../../src/services/databricks/changing.js';
import { StatementStopped } from '../../../src/services/databricks/statement-stopped.js';
import { createPolicy } from '../../../src/services/resilience/policy.js';
import { fakeDriver, type DriverScript } from './fake-driver.js';
import { problem, quietLog } from './support.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const change = 'RESTORE TABLE t TO VERSION AS OF 1';
const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** Makes the change while the clock runs, and gives its Problem and what the driver saw. */
async function changing(
  script: DriverScript,
  { signal = new AbortController().signal, decidedMsAgo = 0 } = {},
) {
  const driver = fakeDriver(script);
  const policy = createPolicy({ system: 'databricks', registry: new Registry() });
  const changer = createChanger({
    driver,
    policy,
    statementTimeoutMs: 900_000,
    answerWithinMs: 60_000,
    log: quietLog,
    now: Date.now,
  });
  const since = Date.now() - decidedMsAgo;
  const failed = problem(changer.change({ sql: change }, { signal, since }));
  const settled = failed.then(
    (told) => ({ told, seen: driver.seen, at: Date.now() }),
    () => ({ told: null, seen: driver.seen, at: Date.now() }),
  );
  await vi.runAllTimersAsync();
  return settled;
}

const ofChange = (act: () => Promise<void> | undefined) => ({
  finished: async (sql: string) => (sql === change ? act() : undefined),
});

it('opens a session and tries it before the one statement is sent', async () => {
  const { told, seen } = await changing({});
  expect(told).toBeNull();
  expect(seen).toEqual({ opened: 1, closed: 1, cancelled: 0, sent: ['SELECT 1', change] });
});

it('getting ready is tried again, the change is not', async () => {
  let failures = 2;
  const { seen } = await changing({
    onOpen: () => {
      failures -= 1;
      if (failures >= 0) throw reset;
    },
  });
  expect(seen.sent).toEqual(['SELECT 1', change]);

  const lost = await changing({
    onSubmit: (sql) => {
      if (sql === change) throw reset;
    },
  });
  expect(lost.told?.code).toBe('outcome_unknown');
  expect(lost.seen.sent).toEqual(['SELECT 1', change]);
});

it('is not sent any more when getting ready took too long, as for a process that was asleep', async () => {
  const { told, seen } = await changing({
    onOpen: () => {
      vi.setSystemTime(Date.now() + 60_001);
    },
  });
  expect(told?.code).toBe('outside_unavailable');
  expect(seen.sent).toEqual(['SELECT 1']);
});

it.each([
  [60_000, true],
  [60_001, false],
])('decided on %d ms ago: sent %s', async (decidedMsAgo, sent) => {
  const { told, seen } = await changing({}, { decidedMsAgo });
  expect(told?.code).toBe(sent ? undefined : 'outside_unavailable');
  expect(seen.sent.includes(change)).toBe(sent);
});

it('an accepted statement is asked for four times more, then its outcome is unknown', async () => {
  let asked = 0;
  const { told, seen } = await changing(
    ofChange(async () => {
      asked += 1;
      throw reset;
    }),
  );
  expect(told?.code).toBe('outcome_unknown');
  expect(asked).toBe(5);
  expect(seen.sent).toEqual(['SELECT 1', change]);
});

it('one that never ends is given up 30 s after STATEMENT_TIMEOUT, and the warehouse told to', async () => {
  const { told, at, seen } = await changing(ofChange(() => new Promise(() => undefined)));
  expect(told?.code).toBe('outcome_unknown');
  expect(at).toBe(930_000);
  expect(seen.cancelled).toBe(1);
});

it('a session whose statement is in doubt is not closed: that would stop the statement', async () => {
  const { seen } = await changing(
    ofChange(async () => {
      throw reset;
    }),
  );
  expect(seen.closed).toBe(0);
});

it.each([
  ['CANCELED', 'cancelled'],
  ['TIMEOUT', 'outside_refused'],
])(
  'one that the warehouse says it stopped (%s) may have been done: told when its work must have ended',
  async (errorCode, code) => {
    const { told, at, seen } = await changing(
      ofChange(async () => {
        throw Object.assign(new Error('stopped'), { errorCode, response: {} });
      }),
    );
    expect(told).toBeInstanceOf(StatementStopped);
    expect(told).toMatchObject({ code: 'outcome_unknown', ifNothingWasDone: { code } });
    expect(at).toBe(5_000);
    expect(seen.closed).toBe(1);
  },
);

it('a cancellation that came too late: the change was made', async () => {
  const controller = new AbortController();
  const { told, seen } = await changing(
    {
      finished: async (sql) => {
        if (sql === change) controller.abort();
      },
      // As the driver does once it was asked to cancel.
      result: (sql) => {
        if (sql === change) throw Object.assign(new Error('canceled'), { errorCode: 'CANCELED' });
      },
    },
    { signal: controller.signal },
  );
  expect(seen.cancelled).toBe(1);
  expect(told).toMatchObject({
    code: 'outcome_unknown',
    message: expect.stringContaining('says that the statement was done'),
  });
});
