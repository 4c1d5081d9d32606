import { describe, expect, it } from 'vitest';
import { problem, projects, useWarehouse } from './support.js';
import { makeVersions } from '../../sandbox/databricks/support.js';

const held = useWarehouse({ seed: async () => undefined, directResultsMs: 50 });
const soon = (signal = new AbortController().signal) => ({ signal, since: Date.now() });
const restores = () => held.sent('RESTORE');

/** A table of its own with versions 0 to 3. */
let made = 0;
async function fresh() {
  made += 1;
  const name = `restored_${made}`;
  const text = await makeVersions(held.warehouse, name);
  const before = restores().length;
  return { name: { ...projects, table: name }, text, sentSince: () => restores().slice(before) };
}

describe('a restore', () => {
  it('is one statement, and tells what it did', async () => {
    const { name, text, sentSince } = await fresh();
    expect(await held.connect().restore(name, 1, soon())).toEqual({
      restoredFiles: 2,
      removedFiles: 2,
      filesAfter: 2,
      bytesAfter: expect.any(Number),
    });
    expect(held.versionOf(text)).toBe(4);
    expect(sentSince().map(({ sql }) => sql)).toEqual([
      `RESTORE TABLE \`main\`.\`silver\`.\`${name.table}\` TO VERSION AS OF 1`,
    ]);
  });

  it('that takes longer is followed to its end', async () => {
    const { name, text } = await fresh();
    held.warehouse.faults.set({ slow: { match: 'RESTORE', millis: 300 } });
    await held.connect().restore(name, 1, soon());
    expect(held.versionOf(text)).toBe(4);
  });

  it('waits for a warehouse that has to start, before it is sent', async () => {
    const { name, sentSince } = await fresh();
    held.warehouse.faults.set({ coldStart: { millis: 300 } });
    await held.connect().restore(name, 1, soon());
    expect(sentSince()).toHaveLength(1);
  });

  it('can be under way for the times to get ready, to be answered and to run, no longer', () => {
    expect(held.connect().statementTimeout).toBe(1_020_000);
    expect(held.connect({ statementTimeoutSeconds: 2 }).statementTimeout).toBe(11_000);
  });
});

describe('is never sent twice', () => {
  it.each(['after-commit', 'before-run'] as const)(
    'when its reply is lost (%s): what became of it is not known',
    async (phase) => {
      const { name, text, sentSince } = await fresh();
      held.warehouse.faults.set({ lostReply: { match: 'RESTORE', phase } });
      expect(await problem(held.connect().restore(name, 1, soon()))).toMatchObject({
        code: 'outcome_unknown',
      });
      expect(sentSince()).toHaveLength(phase === 'after-commit' ? 1 : 0);
      expect(held.versionOf(text)).toBe(phase === 'after-commit' ? 4 : 3);
    },
  );

  it('when the connection is cut while its acceptance is waited for', async () => {
    const { name, sentSince } = await fresh();
    held.warehouse.faults.set({ slow: { match: 'RESTORE', millis: 60_000 } });
    const restoring = problem(held.connect().restore(name, 1, soon()));
    await expect.poll(() => sentSince()).toHaveLength(1);
    held.warehouse.faults.set({ down: true });
    expect(await restoring).toMatchObject({ code: 'outcome_unknown' });
    expect(sentSince()).toHaveLength(1);
  }, 30_000);

  it('and a connection that only blinks while it runs is taken up again', async () => {
    const { name, text, sentSince } = await fresh();
    held.warehouse.faults.set({ slow: { match: 'RESTORE', millis: 600 } });
    const restoring = held.connect().restore(name, 1, soon());
    await expect.poll(() => sentSince()).toHaveLength(1);
    held.warehouse.faults.set({ unavailable: { count: 1, retryAfterSeconds: 0 } });
    expect(await restoring).toMatchObject({ filesAfter: 2 });
    expect(held.versionOf(text)).toBe(4);
    expect(sentSince()).toHaveLength(1);
  }, 15_000);
});

it('waits as long as the warehouse asks for, before it asks again how far it is', async () => {
  const { name, text } = await fresh();
  held.warehouse.faults.set({ slow: { match: 'RESTORE', millis: 600 } });
  const restoring = held.connect().restore(name, 1, soon());
  await expect.poll(() => restores().at(-1)?.status).toBe('running');
  const asked = Date.now();
  held.warehouse.faults.set({ tooManyRequests: { count: 1, retryAfterSeconds: 3 } });
  await restoring;
  // Longer than the first pause of our policy (1.2 s) and of the driver's own (2 s).
  expect(Date.now() - asked).toBeGreaterThanOrEqual(3_000);
  expect(held.versionOf(text)).toBe(4);
}, 15_000);

describe('certainly did nothing', () => {
  it.each([
    ['the token is refused', { unauthorized: 403 }, 'outside_refused'],
    [
      'the grant is missing',
      { denied: { match: 'restored', privilege: 'MODIFY' } },
      'outside_refused',
    ],
    [
      'another commit came first',
      {
        failStatement: {
          match: 'RESTORE',
          error: '[DELTA_CONCURRENT_APPEND] lost',
          sqlState: '2D521',
        },
      },
      'plan_drifted',
    ],
  ] as const)('when %s', async (_when, faults, code) => {
    const { name, text } = await fresh();
    held.warehouse.faults.set(faults);
    expect(await problem(held.connect().restore(name, 1, soon()))).toMatchObject({ code });
    expect(held.versionOf(text)).toBe(3);
  });

  it('when the version is not there', async () => {
    const { name } = await fresh();
    const error = await problem(held.connect().restore(name, 9, soon()));
    expect(error).toMatchObject({ code: 'not_found' });
    expect(error.message).toContain('Available versions: [0, 3]');
  });

  it('when a VACUUM has deleted the files', async () => {
    const { name, text } = await fresh();
    await held.warehouse.query(`VACUUM ${text} RETAIN 168 HOURS`);
    expect(await problem(held.connect().restore(name, 1, soon()))).toMatchObject({
      code: 'history_gone',
    });
  });

  it('when it was cancelled before it was sent', async () => {
    const { name, sentSince } = await fresh();
    expect(await problem(held.connect().restore(name, 1, soon(AbortSignal.abort())))).toMatchObject(
      {
        code: 'cancelled',
      },
    );
    expect(sentSince()).toEqual([]);
  });

  it('when nobody listens', async () => {
    const { name } = await fresh();
    // Nothing is bound there: port 1 needs rights that tests don't have.
    const tables = held.connect({ host: 'localhost:1', statementTimeoutSeconds: 2 });
    expect(await problem(tables.restore(name, 1, soon()))).toMatchObject({
      code: 'outside_unavailable',
    });
  });

  it('when the warehouse did not get ready in time', async () => {
    const { name, sentSince } = await fresh();
    held.warehouse.faults.set({ coldStart: { millis: 60_000 } });
    const tables = held.connect({ statementTimeoutSeconds: 1 });
    expect(await problem(tables.restore(name, 1, soon()))).toMatchObject({
      code: 'outside_unavailable',
    });
    expect(sentSince()).toEqual([]);
  });
});

describe('stopped by the warehouse: the history has to tell', () => {
  it('when it ran into STATEMENT_TIMEOUT', async () => {
    const { name, sentSince } = await fresh();
    held.warehouse.faults.set({ slow: { match: 'RESTORE', millis: 60_000 } });
    const tables = held.connect({ statementTimeoutSeconds: 3 });
    expect(await problem(tables.restore(name, 1, soon()))).toMatchObject({
      code: 'outcome_unknown',
      ifNothingWasDone: {
        code: 'outside_refused',
        hint: expect.stringContaining('statementTimeoutSeconds'),
      },
    });
    expect(sentSince()).toMatchObject([{ status: 'timeout' }]);
  });

  it('when somebody cancelled', async () => {
    const { name, sentSince } = await fresh();
    held.warehouse.faults.set({ slow: { match: 'RESTORE', millis: 60_000 } });
    const controller = new AbortController();
    const restoring = problem(held.connect().restore(name, 1, soon(controller.signal)));
    await expect.poll(() => sentSince()).toHaveLength(1);
    controller.abort();
    expect(await restoring).toMatchObject({
      code: 'outcome_unknown',
      ifNothingWasDone: { code: 'cancelled' },
    });
    expect(sentSince()).toMatchObject([{ status: 'cancelled' }]);
  });
});

it('an error that says nothing about how far it came leaves the outcome unknown', async () => {
  const { name } = await fresh();
  held.warehouse.faults.set({ failStatement: { match: 'RESTORE', error: 'driver lost' } });
  expect(await problem(held.connect().restore(name, 1, soon()))).toMatchObject({
    code: 'outcome_unknown',
  });
});
