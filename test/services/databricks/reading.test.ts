import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createReader } from '../../../src/services/databricks/reading.js';
import { createPolicy } from '../../../src/services/resilience/policy.js';
import { parseTableName } from '../../../src/services/databricks/table-name.js';
import { fakeDriver } from './fake-driver.js';
import { kpis, problem, projects, useWarehouse } from './support.js';

const held = useWarehouse({ directResultsMs: 50 });
const unknown = { ...projects, table: 'project' };

describe('reading a table', () => {
  it('lists, describes, counts and compares', async () => {
    const tables = held.connect();
    expect(await tables.list('main', 'silver')).toContain('main.silver.projects');
    expect(await tables.detail(projects)).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      files: 1,
      bytes: expect.any(Number),
    });
    expect(await tables.count(projects)).toBe(140);
    expect(await tables.count(projects, 13)).toBe(480);
    // 340 were deleted, and 140 changed.
    expect(await tables.difference(projects, 13, 14)).toBe(480);
    expect(await tables.difference(projects, 14, 13)).toBe(140);
    expect(await tables.currentUser()).toBe('svc-ppm-oncall@meridian-finance.example');
  });

  it('gives the history, newest first', async () => {
    const history = await held.connect().history(projects, 3);
    expect(history.map(({ version }) => version)).toEqual([14, 13, 12]);
    expect(history[0]).toMatchObject({
      operation: 'MERGE',
      user: 'svc-dataplatform@meridian-finance.example',
      metrics: { numTargetRowsDeleted: '340' },
      parameters: { matchedPredicates: '[{"actionType":"update"}]' },
    });
    expect(history[0]?.at).toBeGreaterThan(Date.now() - 3_600_000);
  });

  it('gives rows with their columns, money unrounded, the limit as a parameter', async () => {
    const { columns, rows } = await held.connect().rows(projects, 13, 2);
    expect(columns.slice(0, 5)).toEqual(['project_id', 'name', 'owner', 'status', 'budget_eur']);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.[4]).toBe('20000.00');
    expect(held.sent('SELECT * FROM').at(-1)).toMatchObject({
      sql: expect.stringMatching(/LIMIT :limit$/),
      parameters: [{ name: 'limit', value: '2' }],
    });
  });

  it('uses one session for all', async () => {
    const tables = held.connect();
    const before = held.warehouse.statements().length;
    await Promise.all([tables.count(projects), tables.count(kpis), tables.detail(kpis)]);
    await tables.count(projects);
    const sessions = held.warehouse.statements().slice(before);
    expect(sessions).toHaveLength(4);
    expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(1);
  });

  it('waits for a warehouse that has to start', async () => {
    held.warehouse.faults.set({ coldStart: { millis: 300 } });
    expect(await held.connect().count(projects)).toBe(140);
  });
});

describe('refusals of the warehouse', () => {
  it('an unknown table', async () => {
    const error = await problem(held.connect().detail(unknown));
    expect(error).toMatchObject({ code: 'not_found' });
    expect(error.message).toContain('TABLE_OR_VIEW_NOT_FOUND');
  });

  it('a version that is not in the history, with the range', async () => {
    const error = await problem(held.connect().count(projects, 99));
    expect(error).toMatchObject({ code: 'not_found' });
    expect(error.message).toContain('Available versions: [0, 14]');
  });

  it('files that a VACUUM deleted', async () => {
    expect(await problem(held.connect().rows(kpis, 2, 5))).toMatchObject({ code: 'history_gone' });
  });

  it('a missing grant', async () => {
    held.warehouse.faults.set({ denied: { match: 'projects', privilege: 'SELECT' } });
    expect(await problem(held.connect().count(projects))).toMatchObject({
      code: 'outside_refused',
      hint: expect.stringContaining('Check Unity Catalog grants'),
    });
  });

  it.each([401, 403] as const)('a token that is refused (%d)', async (unauthorized) => {
    held.warehouse.faults.set({ unauthorized });
    const error = await problem(held.connect().count(projects));
    expect(error).toMatchObject({
      code: 'outside_refused',
      hint: expect.stringContaining('rotate it'),
    });
    expect(error.message).toContain('DATABRICKS_TOKEN was refused');
  });

  it('a wrong HTTP path', async () => {
    const tables = held.connect({ path: '/sql/1.0/warehouses/other' });
    expect(await problem(tables.count(projects))).toMatchObject({
      code: 'outside_refused',
      hint: expect.stringContaining('DATABRICKS_HTTP_PATH'),
    });
  });

  it('says what the warehouse says in 300 characters, without secrets', async () => {
    held.warehouse.faults.set({
      failStatement: {
        match: 'count',
        error: `[SOMETHING_ELSE] token dapi0123456789abcdef0123456789abcdef ${'x'.repeat(999)}`,
        sqlState: '42000',
      },
    });
    const { message } = await problem(held.connect().count(projects));
    expect(message).not.toContain('dapi0');
    expect(message).toContain('[Databricks token removed]');
    expect(message.length).toBeLessThan(350);
  });

  it('versions with different columns are not comparable', async () => {
    await held.warehouse.query('CREATE TABLE main.silver.wider (id BIGINT)');
    await held.warehouse.query('ALTER TABLE main.silver.wider ADD COLUMNS (name STRING)');
    const wider = { ...projects, table: 'wider' };
    expect(await problem(held.connect().difference(wider, 0, 1))).toMatchObject({
      code: 'not_possible',
    });
  });
});

describe('trouble on the way', () => {
  it.each([
    { unavailable: { count: 2, retryAfterSeconds: 0 } },
    { tooManyRequests: { count: 2, retryAfterSeconds: 0 } },
  ])(
    '%o is waited out',
    async (faults) => {
      held.warehouse.faults.set(faults);
      expect(await held.connect().count(projects)).toBe(140);
    },
    15_000,
  );

  it('a lost reply to a read is asked again', async () => {
    held.warehouse.faults.set({ lostReply: { match: 'count' } });
    expect(await held.connect().count(projects)).toBe(140);
  }, 15_000);

  it('an abort ends the wait at once and stops the statement', async () => {
    held.warehouse.faults.set({ slow: { match: 'count', millis: 60_000 } });
    const controller = new AbortController();
    const counting = problem(held.connect().count(projects, undefined, controller.signal));
    await expect.poll(() => held.sent('SELECT count').at(-1)?.status).toBe('running');
    controller.abort();
    expect(await counting).toMatchObject({ code: 'cancelled' });
    await expect.poll(() => held.sent('SELECT count').at(-1)?.status).toBe('cancelled');
  });
});

describe('a session that the warehouse has forgotten', () => {
  const forgotten = { name: 'Status Error', message: 'Invalid SessionHandle: SessionHandle [x]' };

  /** Sessions that answer so many statements and are unknown then. */
  function reader(answers: number) {
    let left = answers;
    const driver = fakeDriver({
      onOpen: () => {
        left = answers;
      },
      onSubmit: () => {
        left -= 1;
        if (left < 0) throw forgotten;
      },
    });
    const policy = createPolicy({ system: 'databricks', registry: new Registry() });
    return { read: createReader(driver, policy), opened: () => driver.seen.opened };
  }

  it('is opened again, without a wait', async () => {
    const { read, opened } = reader(1);
    await read({ sql: 'SELECT 1' });
    await read({ sql: 'SELECT 1' });
    expect(opened()).toBe(2);
  });

  it('but not for ever', async () => {
    const { read, opened } = reader(0);
    expect(await problem(read({ sql: 'SELECT 1' }))).toMatchObject({ code: 'outside_unavailable' });
    expect(opened()).toBe(2);
  });
});

describe('names', () => {
  it.each([
    'main.silver.projects; DROP TABLE x',
    'main.silver.`projects` -- ',
    'main.silver.pro`jects',
    'main.silver.projects/**/',
    'main.silver.рrojects',
    'main.silver.proj ects',
    "main.silver.projects'",
    'a.b.c.d',
    'projects',
    '',
  ])('%j is refused before any SQL is sent', async (text) => {
    const before = held.warehouse.statements().length;
    expect(() => parseTableName(text, 'main')).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
    expect(held.warehouse.statements()).toHaveLength(before);
  });

  it('of a schema are refused as well', async () => {
    expect(await problem(held.connect().list('main', 'silver`; DROP'))).toMatchObject({
      code: 'invalid_input',
    });
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 60])('%d is no version', async (version) => {
    const before = held.warehouse.statements().length;
    expect(await problem(held.connect().count(projects, version))).toMatchObject({
      code: 'invalid_input',
    });
    expect(held.warehouse.statements()).toHaveLength(before);
  });
});
