// Drives the simulator as the bot will: with the real driver, over TLS.
import { DBSQLClient } from '@databricks/sql';
import type { ExecuteStatementOptions } from '@databricks/sql/dist/contracts/IDBSQLSession.js';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import {
  startWarehouse,
  type Warehouse,
  type WarehouseOptions,
} from '../../../sandbox/databricks/index.js';

const rowsSchema = z.array(z.record(z.string(), z.unknown()));
export type Row = z.infer<typeof rowsSchema>[number];

type Session = Awaited<ReturnType<DBSQLClient['openSession']>>;

export interface Connected {
  readonly client: DBSQLClient;
  readonly session: Session;
  rows(sql: string, options?: ExecuteStatementOptions): Promise<Row[]>;
  one(sql: string, options?: ExecuteStatementOptions): Promise<Row>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly token?: string;
  readonly path?: string;
  readonly configuration?: Record<string, string>;
  readonly arrow?: boolean;
}

export async function connectClient(
  warehouse: Warehouse,
  options: ConnectOptions = {},
): Promise<DBSQLClient> {
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  await client.connect({
    host: warehouse.host,
    port: warehouse.port,
    path: options.path ?? warehouse.httpPath,
    token: options.token ?? warehouse.token,
    customCaCert: warehouse.caCert,
    telemetryEnabled: false,
    retryDelayMin: 1,
    retryDelayMax: 5,
  });
  if (options.arrow === false) client.getConfig().arrowEnabled = false;
  return client;
}

export async function connect(
  warehouse: Warehouse,
  options: ConnectOptions = {},
): Promise<Connected> {
  const client = await connectClient(warehouse, options);
  const session = await client.openSession({
    initialCatalog: 'main',
    initialSchema: 'silver',
    ...(options.configuration === undefined ? {} : { configuration: options.configuration }),
  });
  const rows = async (sql: string, statementOptions: ExecuteStatementOptions = {}) => {
    const operation = await session.executeStatement(sql, statementOptions);
    const all = rowsSchema.parse(await operation.fetchAll());
    await operation.close();
    return all;
  };
  const one = async (sql: string, statementOptions?: ExecuteStatementOptions) => {
    const [row] = await rows(sql, statementOptions);
    if (row === undefined) throw new Error(`No row: ${sql}`);
    return row;
  };
  return { client, session, rows, one, close: () => client.close() };
}

/** One warehouse and one connection for a test file. */
export function useWarehouse(options: WarehouseOptions = { seed: async () => undefined }) {
  const held: { warehouse?: Warehouse; connected?: Connected } = {};
  beforeAll(async () => {
    held.warehouse = await startWarehouse(options);
    held.connected = await connect(held.warehouse);
  });
  afterAll(async () => {
    held.warehouse?.faults.set({});
    await held.connected?.close();
    await held.warehouse?.close();
  });
  const get = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The warehouse has not started');
    return value;
  };
  return {
    get warehouse() {
      return get(held.warehouse);
    },
    get db() {
      return get(held.connected);
    },
  };
}

const failureSchema = z.object({
  message: z.string(),
  errorCode: z.string().optional(),
  statusCode: z.number().optional(),
  code: z.unknown().optional(),
  response: z.object({ sqlState: z.string().nullish() }).loose().optional(),
});

/** What the promise was rejected with; fails the test if it was not. */
export async function failure(promise: Promise<unknown>): Promise<z.infer<typeof failureSchema>> {
  let error: unknown;
  try {
    await promise;
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) throw new Error('Expected a failure');
  return failureSchema.parse(error);
}

const day = 86_400_000;

/** A table `main.silver.<name>` of some versions, a day apart: empty, 300 rows, 200 rows, all doubled. */
export async function makeVersions(
  warehouse: Warehouse,
  name: string,
  now = warehouse.now(),
): Promise<string> {
  const table = `main.silver.${name}`;
  const user = 'ana.torres@meridian-finance.example';
  await warehouse.query(`CREATE TABLE ${table} (id BIGINT, name STRING, amount DECIMAL(10,2))`, {
    user,
    at: now - 20 * day,
  });
  await warehouse.query(
    `INSERT INTO ${table} SELECT n, concat('row ', n), CAST(n AS DECIMAL(10,2)) FROM range(300) AS r(n)`,
    { user, at: now - 19 * day },
  );
  await warehouse.query(`DELETE FROM ${table} WHERE id >= 200`, { user, at: now - 18 * day });
  await warehouse.query(`UPDATE ${table} SET amount = amount * 2`, { user, at: now - day });
  return table;
}
