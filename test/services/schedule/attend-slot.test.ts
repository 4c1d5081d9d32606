// Whose a slot is, decided on a row alone.
import { describe, expect, test } from 'vitest';
import { systemActor } from '../../../src/core/actor.js';
import { attendSlot, lease } from '../../../src/services/schedule/attend-slot.js';
import { cronLine } from '../../../src/services/schedule/cron-line.js';
import type { Planned } from '../../../src/services/schedule/schedule-parts.js';
import { newRow, type ScheduleRow } from '../../../src/services/schedule/schedule-records.js';
import { hour, minute, start } from './site.js';

const nine = start + 30 * minute;
const hourly: Planned = {
  name: 'hourly',
  cron: '0 * * * *',
  timeZone: 'UTC',
  operation: 'report',
  input: {},
  post: 'always',
  channel: null,
  missed: 'run',
  line: cronLine('0 * * * *', 'UTC'),
};
const fresh = newRow('hourly', '0 * * * * UTC', start);
const look = (row: ScheduleRow, now: number, token = 'a') =>
  attendSlot(row, hourly, { now, token });

describe('a slot under way', () => {
  const begun = look(fresh, nine).row;

  test('is nobody else’s while its lease holds', () => {
    const { row, claim } = look(begun, nine + lease - 1, 'b');
    expect(row).toBe(begun);
    expect(claim).toBeNull();
  });

  test('is taken over when its process has died, and given up after three', () => {
    let { row, claim } = look(begun, nine + lease, 'b');
    expect(claim).toMatchObject({ slot: nine, token: 'b', attempts: 2 });
    expect(claim?.request).toBe(begun.running?.request);
    ({ row, claim } = look(row, nine + 2 * lease, 'c'));
    expect(claim).toMatchObject({ attempts: 3 });
    ({ row, claim } = look(row, nine + 3 * lease, 'd'));
    expect(claim).toBeNull();
    expect(row).toMatchObject({ running: null, last: { outcome: 'failed' } });
  });

  test('with a lease that is kept makes the next one pass, counted', () => {
    const running = begun.running && { ...begun.running, leaseUntil: nine + 2 * hour };
    const { row, claim, passed } = look({ ...begun, running }, nine + hour, 'b');
    expect(claim).toBeNull();
    expect(passed).toBe('skipped');
    expect(row).toMatchObject({ settled: nine + hour, running: { slot: nine, skipped: 1 } });
  });

  test('that nobody finished before the next one came counts as missed', () => {
    const { claim } = look(begun, nine + 2 * hour, 'b');
    expect(claim).toMatchObject({ slot: nine + 2 * hour, missed: 2, attempts: 1 });
  });

  test('that a person asked for is not dropped for the next one', () => {
    const running = begun.running && {
      ...begun.running,
      by: { ...systemActor, person: 'ana', via: 'slack' as const },
    };
    const { claim } = look({ ...begun, running }, nine + 2 * hour, 'b');
    expect(claim).toMatchObject({ slot: nine, attempts: 2 });
  });
});
