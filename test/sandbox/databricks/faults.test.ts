import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { thrift } from '@databricks/sql';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, failure, makeVersions, useWarehouse } from './support.js';

const held = useWarehouse({ seed: async () => undefined, directResultsMs: 50 });
afterEach(() => held.warehouse.faults.set({}));

const last = () => held.warehouse.statements().at(-1);
const versionOf = (table: string) =>
  held.warehouse.tables().find((t) => t.fullName.join('.') === table)?.latest;

describe('refusals', () => {
  it.each([
    [{ unauthorized: 401 } as const, 401],
    [{ unauthorized: 403 } as const, 403],
    [{ unavailable: { count: 1 } } as const, 503],
    [{ tooManyRequests: { count: 1 } } as const, 429],
  ])('%o: a statement fails at once and has not run', async (faults, statusCode) => {
    const before = held.warehouse.statements().length;
    held.warehouse.faults.set(faults);
    expect(await failure(held.db.rows('SELECT 1 AS one'))).toMatchObject({ statusCode });
    expect(held.warehouse.statements()).toHaveLength(before);
  });

  it('wear out', async () => {
    held.warehouse.faults.set({ unavailable: { count: 2 } });
    await failure(held.db.rows('SELECT 1'));
    await failure(held.db.rows('SELECT 1'));
    expect(await held.db.one('SELECT 1 AS one')).toEqual({ one: 1 });
    expect(held.warehouse.faults.get().unavailable?.count).toBe(0);
  });

  it('are retried by the driver only for calls that are safe, such as asking for the status', async () => {
    held.warehouse.faults.set({ slow: { match: 'waited', millis: 150 } });
    const operation = await held.db.session.executeStatement("SELECT 'waited' AS w");
    held.warehouse.faults.set({ unavailable: { count: 2 } });
    expect(await operation.fetchAll()).toEqual([{ w: 'waited' }]);
  });

  it('down: connections are cut', async () => {
    held.warehouse.faults.set({ down: true });
    expect((await failure(held.db.rows('SELECT 1'))).code).toMatch(/ECONN|EPIPE/);
    held.warehouse.faults.set({});
    expect(await held.db.one('SELECT 1 AS one')).toEqual({ one: 1 });
  });
});

describe('a lost reply', () => {
  it('leaves the effect in place after the commit', async () => {
    const table = await makeVersions(held.warehouse, 'lost');
    held.warehouse.faults.set({ lostReply: { match: 'RESTORE TABLE .*lost' } });
    const error = await failure(held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`));
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(versionOf(table)).toMatchObject({ version: 4, operation: 'RESTORE' });
    // The driver did not send it twice by itself.
    expect(held.warehouse.statements().filter((s) => s.sql.startsWith('RESTORE'))).toHaveLength(1);
    expect(last()?.status).toBe('finished');
  });

  it('looks the same if nothing has happened', async () => {
    const table = await makeVersions(held.warehouse, 'unsent');
    held.warehouse.faults.set({ lostReply: { match: 'unsent', phase: 'before-run' } });
    expect(await failure(held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`))).toMatchObject({
      code: 'ECONNRESET',
    });
    expect(versionOf(table)?.version).toBe(3);
  });
});

describe('a slow statement', () => {
  it('is pending for a while and then done', async () => {
    held.warehouse.faults.set({ slow: { match: 'slowly', millis: 200 } });
    const operation = await held.db.session.executeStatement("SELECT 'slowly' AS s");
    const { RUNNING_STATE } = thrift.TCLIService_types.TOperationState;
    expect((await operation.status()).operationState).toBe(RUNNING_STATE);
    expect(await operation.fetchAll()).toEqual([{ s: 'slowly' }]);
  });

  it('can be cancelled, and then has no effect', async () => {
    const table = await makeVersions(held.warehouse, 'cancelled');
    held.warehouse.faults.set({ slow: { match: 'cancelled', millis: 60_000 } });
    const operation = await held.db.session.executeStatement(`TRUNCATE TABLE ${table}`);
    await operation.cancel();
    expect(await failure(operation.fetchAll())).toMatchObject({ errorCode: 'CANCELED' });
    await expect.poll(() => last()).toMatchObject({ status: 'cancelled' });
    expect(versionOf(table)?.version).toBe(3);
  });

  it('is cancelled with its session', async () => {
    const db = await connect(held.warehouse);
    held.warehouse.faults.set({ slow: { match: 'orphan', millis: 60_000 } });
    await db.session.executeStatement("SELECT 'orphan'");
    await db.session.close();
    await expect.poll(() => last()).toMatchObject({ status: 'cancelled' });
    await db.close();
  });

  it('runs into STATEMENT_TIMEOUT, and then has no effect', async () => {
    const table = await makeVersions(held.warehouse, 'late');
    const db = await connect(held.warehouse, { configuration: { STATEMENT_TIMEOUT: '1' } });
    held.warehouse.faults.set({ slow: { match: 'late', millis: 60_000 } });
    const error = await failure(db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`));
    expect(error).toMatchObject({ errorCode: 'ERROR', response: { sqlState: '57KD0' } });
    expect(error.message).toContain(
      '[QUERY_EXECUTION_TIMEOUT_EXCEEDED] Query execution was cancelled due to exceeding the timeout (1s)',
    );
    expect(last()).toMatchObject({ status: 'timeout', error: error.message });
    expect(versionOf(table)?.version).toBe(3);
    await db.close();
  });

  it('goes on and commits when the client is killed', async () => {
    const table = await makeVersions(held.warehouse, 'survivor');
    held.warehouse.faults.set({ slow: { match: 'survivor', millis: 1_000 } });
    const { port, httpPath: path, token, caCert: customCaCert } = held.warehouse;
    const connection = {
      host: 'localhost',
      port,
      path,
      token,
      customCaCert,
      telemetryEnabled: false,
    };
    const script = `
      const { DBSQLClient } = require('@databricks/sql');
      (async () => {
        const client = new DBSQLClient({ logger: { log() {} } });
        await client.connect(${JSON.stringify(connection)});
        const session = await client.openSession();
        await session.executeStatement('TRUNCATE TABLE ${table}');
      })();`;
    const child = spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
    await expect.poll(() => last()?.sql, { timeout: 10_000 }).toBe(`TRUNCATE TABLE ${table}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(last()?.status).toBe('running');
    await expect.poll(() => last()?.status, { timeout: 5_000 }).toBe('finished');
    expect(versionOf(table)).toMatchObject({ version: 4, operation: 'TRUNCATE' });
  });
});

describe('other faults', () => {
  it('failStatement: the text given, and no effect', async () => {
    const table = await makeVersions(held.warehouse, 'refused');
    held.warehouse.faults.set({
      failStatement: {
        match: 'RESTORE',
        error: '[DELTA_STATE_RECOVER_ERROR] Lost files.',
        sqlState: 'XXKDS',
      },
    });
    const error = await failure(held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`));
    expect(error).toMatchObject({
      message: '[DELTA_STATE_RECOVER_ERROR] Lost files.',
      response: { sqlState: 'XXKDS' },
    });
    expect(versionOf(table)?.version).toBe(3);
    await held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`);
  });

  it('denied: the privilege is missing', async () => {
    const table = await makeVersions(held.warehouse, 'guarded');
    held.warehouse.faults.set({ denied: { match: 'guarded', privilege: 'MODIFY' } });
    expect(await held.db.rows(`SELECT * FROM ${table} LIMIT 1`)).toHaveLength(1);
    const error = await failure(held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`));
    expect(error).toMatchObject({ response: { sqlState: '42501' } });
    expect(error.message).toContain("User does not have MODIFY on Table 'main.silver.guarded'");
  });

  it('coldStart: the first statement waits, the next does not', async () => {
    held.warehouse.faults.set({ coldStart: { millis: 300 } });
    const started = Date.now();
    expect(await held.db.one('SELECT 1 AS one')).toEqual({ one: 1 });
    const waited = Date.now() - started;
    expect(waited).toBeGreaterThanOrEqual(295);
    const again = Date.now();
    await held.db.rows('SELECT 1');
    expect(Date.now() - again).toBeLessThan(250);
  });

  it('are checked when set', () => {
    expect(() => held.warehouse.faults.replace({ lostReply: { match: '(' } })).toThrow(
      'not a regular expression',
    );
    expect(() => held.warehouse.faults.replace({ typo: true })).toThrow('typo');
  });
});
