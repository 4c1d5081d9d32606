// The adapter against the simulated warehouse, with the real driver.
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  startWarehouse,
  type Warehouse,
  type WarehouseOptions,
} from '../../../sandbox/databricks/index.js';
import { Problem } from '../../../src/core/problem.js';
import {
  connectTables,
  type TablesOptions,
} from '../../../src/services/databricks/delta-tables.js';
import type { Log } from '../../../src/services/log.js';

const quiet = (): undefined => undefined;
export const quietLog: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

export const projects = { catalog: 'main', schema: 'silver', table: 'projects' };
export const kpis = { catalog: 'main', schema: 'gold', table: 'kpis' };

/** One warehouse for a test file; `connect` makes an adapter of its own, with its own circuit. */
export function useWarehouse(options: WarehouseOptions = {}) {
  let started: Warehouse | undefined;
  const open: { close(): Promise<void> }[] = [];
  const held = {
    get warehouse(): Warehouse {
      if (!started) throw new Error('The warehouse has not started');
      return started;
    },
    connect(changes: Partial<TablesOptions> = {}) {
      const { port, token, httpPath, caCert } = held.warehouse;
      const tables = connectTables({
        host: `localhost:${port}`,
        token,
        path: httpPath,
        caCertificate: caCert,
        statementTimeoutSeconds: 900,
        registry: new Registry(),
        log: quietLog,
        ...changes,
      });
      open.push(tables);
      return tables;
    },
    /** The statements that came in and begin like this. */
    sent: (beginning: string) =>
      held.warehouse.statements().filter(({ sql }) => sql.startsWith(beginning)),
    versionOf(table: string): number {
      const found = held.warehouse.tables().find(({ fullName }) => fullName.join('.') === table);
      return found?.latest.version ?? -1;
    },
  };
  beforeAll(async () => {
    started = await startWarehouse(options);
  }, 60_000);
  afterEach(async () => {
    held.warehouse.faults.set({});
    await Promise.all(open.splice(0).map((tables) => tables.close()));
  });
  afterAll(() => started?.close());
  return held;
}

/** The Problem that the promise was rejected with; fails the test for anything else. */
export async function problem(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => new Error('Expected a Problem'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw error;
}
