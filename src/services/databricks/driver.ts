// The only file that knows @databricks/sql. Nothing is retried here: of its calls the driver repeats only harmless ones
// by itself (ThriftHttpConnection.js, retryableThriftMethods), and even that is switched off: there is one policy.
import type { DBSQLClient } from '@databricks/sql';
import { z } from 'zod';
import type { Log } from '../log.js';
import { redact } from '../redact.js';

export interface WarehouseAddress {
  /** May end in `:port`. */
  host: string;
  token: string;
  /** `/sql/1.0/warehouses/…` */
  path: string;
  /** PEM text, trusted beside the usual roots. */
  caCertificate: string | null;
  statementTimeoutSeconds: number;
}

export interface Statement {
  sql: string;
  /** Values of `:name` parameters. */
  values?: Readonly<Record<string, string | number | null>>;
  /** A PUT or REMOVE of a volume's file: the local directory that it may read. */
  stagingFrom?: string;
}

export interface Result {
  columns: string[];
  rows: Record<string, unknown>[];
}

/** A statement that the warehouse has accepted. */
export interface Submitted {
  /** Settles when the statement has ended. Asked again after a failure of the connection, it goes on asking. */
  finished(): Promise<void>;
  /** After `finished`. */
  result(): Promise<Result>;
  /** Asks the warehouse to stop it; `finished` tells what became of it. */
  cancel(): Promise<void>;
  close(): void;
}

export interface Session {
  submit(statement: Statement): Promise<Submitted>;
  close(): void;
}

export interface Driver {
  openSession(): Promise<Session>;
  /** Closes what is open; waits for the warehouse, but not for long. Never fails. */
  close(): Promise<void>;
}

/** The warehouse answers a long statement with a handle after 5 s: that has to fit in. */
const handleAfterMs = 5_000;
const patienceMs = 60_000;

/** How long a call may take, from its socket to its answer, before it is given up as lost. Milliseconds. */
export function answerWithinMs({ statementTimeoutSeconds }: WarehouseAddress): number {
  return Math.min(patienceMs, statementTimeoutSeconds * 1000 + handleAfterMs);
}

const closeWithinMs = 5_000;

const rowsSchema = z.array(z.record(z.string(), z.unknown()));

/** Connects when the first session is opened. What the methods reject with, failure.ts reads. */
export function createDriver(address: WarehouseAddress, log: Log): Driver {
  const ignore = (error: unknown): void =>
    log.debug({ err: error }, 'the warehouse did not take a farewell');
  const { hostname, port } = new URL(`https://${address.host}`);
  let connecting: Promise<DBSQLClient> | undefined;

  const connect = async (): Promise<DBSQLClient> => {
    // Loaded now: it is the largest part of the bot's memory, and a bot may run for days before it asks the warehouse.
    const { DBSQLClient: Client, LogLevel } = await import('@databricks/sql');
    const client = new Client({
      logger: {
        log(level, message) {
          if (level === LogLevel.error || level === LogLevel.warn)
            log.debug({ driver: redact(message) }, 'the Databricks driver said something');
        },
      },
    });
    await client.connect({
      host: hostname,
      port: port === '' ? 443 : Number(port),
      path: address.path,
      token: address.token,
      telemetryEnabled: false,
      userAgentEntry: 'ppm-oncall',
      socketTimeout: answerWithinMs(address),
      // BIGINT as bigint, DECIMAL as text: a preview must not round money.
      preserveBigNumericPrecision: true,
      ...(address.caCertificate === null ? {} : { customCaCert: address.caCertificate }),
    });
    // Its own policy, told to try once, would swallow the Retry-After of a 429 and the code of a cut connection.
    const connections = await client.getConnectionProvider();
    connections.getRetryPolicy = async () => ({
      shouldRetry: async () => ({ shouldRetry: false }),
      invokeWithRetry: (request) => request(),
    });
    return client;
  };

  return {
    async openSession() {
      connecting ??= connect();
      const client = await connecting;
      const session = await client.openSession({
        configuration: { STATEMENT_TIMEOUT: String(address.statementTimeoutSeconds) },
      });
      return {
        async submit({ sql, values = {}, stagingFrom }) {
          if (stagingFrom !== undefined) {
            // The driver carries the file itself, and has done so when it answers.
            const staged = await session.executeStatement(sql, {
              stagingAllowedLocalPath: [stagingFrom],
            });
            return {
              finished: async () => {},
              result: async () => ({ columns: [], rows: [] }),
              cancel: async () => {},
              close: () => void staged.close().catch(ignore),
            };
          }
          const operation = await session.executeStatement(sql, { namedParameters: values });
          return {
            finished: () => operation.finished(),
            async result() {
              const schema = await operation.getSchema();
              const columns = schema?.columns.map((column) => column.columnName) ?? [];
              return { columns, rows: rowsSchema.parse(await operation.fetchAll()) };
            },
            async cancel() {
              await operation.cancel();
            },
            close: () => void operation.close().catch(ignore),
          };
        },
        close: () => void session.close().catch(ignore),
      };
    },
    async close() {
      const closed = connecting?.then(closeClient).catch(ignore);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeWithinMs);
      });
      await Promise.race([closed, late]);
      clearTimeout(timer);
    },
  };
}

/** The driver leaves its connections open, and one that is just being made would outlive it. */
async function closeClient(client: DBSQLClient): Promise<void> {
  const agent = await (await client.getConnectionProvider()).getAgent();
  try {
    await client.close();
  } finally {
    agent?.destroy();
  }
}
