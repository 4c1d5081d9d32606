// Starts a Databricks SQL warehouse on this machine.
import type { AddressInfo } from 'node:net';
import { credentials } from '../company.js';
import { makeCertificate } from './certificate.js';
import { Store } from './delta/store.js';
import type { DeltaTable } from './delta/table.js';
import { Engine, nothing, type Result } from './engine.js';
import { FaultBox } from './faults.js';
import {
  createJobs,
  isRest,
  mountBefore,
  type JobsOptions,
  type JobsSimulator,
} from './jobs/index.js';
import { seedWarehouse } from './seed.js';
import { Sessions } from './sessions.js';
import { StatementRunner, type LoggedStatement } from './statements.js';
import { createHttpsServer } from './thrift/https-server.js';
import { Storage } from './volumes/storage.js';
import { Volumes } from './volumes/volumes.js';

/** How the bot's service principal is called in histories. */
export const botUser = 'svc-ppm-oncall@meridian-finance.example';

export interface WarehouseOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The time, in milliseconds. */
  readonly now?: () => number;
  readonly token?: string;
  readonly httpPath?: string;
  /** Fills the tables; `async () => {}` for none. */
  readonly seed?: (warehouse: Warehouse) => Promise<void>;
  /** The warehouse is stopped at first, and the first statement waits this long for its start. */
  readonly coldStartMs?: number;
  /** Where the certificate's file goes; a new temporary directory if not given. */
  readonly dataDir?: string;
  /** How long a statement may take to be answered at once with its results, in milliseconds. */
  readonly directResultsMs?: number;
  /** Of the Jobs API on the same host and port. */
  readonly jobs?: JobsOptions;
}

export interface QueryOptions {
  readonly user?: string;
  /** Name of the job that runs it, for the history. */
  readonly job?: string;
  /** Pretends that it ran then. Must not be before the table's latest version. */
  readonly at?: number;
}

export interface Warehouse {
  readonly host: string;
  readonly port: number;
  readonly httpPath: string;
  readonly token: string;
  readonly caCert: string;
  readonly caCertPath: string;
  readonly faults: Pick<FaultBox, 'get' | 'set' | 'replace'>;
  /** Jobs and their runs. They share the token, `unauthorized` and `down`, and have other faults of their own. */
  readonly jobs: JobsSimulator;
  readonly tables: () => readonly DeltaTable[];
  now(): number;
  /** What came in over the wire, oldest first. */
  statements(): readonly LoggedStatement[];
  /** Runs a statement as somebody else, past log and faults. Rejects with an SqlError. */
  query(sql: string, options?: QueryOptions): Promise<Result>;
  close(): Promise<void>;
}

export async function startWarehouse(options: WarehouseOptions = {}): Promise<Warehouse> {
  const now = options.now ?? Date.now;
  const token = options.token ?? credentials.databricksToken;
  const httpPath = options.httpPath ?? credentials.databricksHttpPath;
  const volumes = new Volumes();
  const [store, certificate] = await Promise.all([
    Store.open(volumes.directory),
    makeCertificate(options.dataDir),
  ]);
  const faults = new FaultBox(() => https.cutAll());
  const origin = () => `https://localhost:${portOf(https.server.address())}`;
  const storage = new Storage(volumes, { faults, origin, now });
  const engine = new Engine({ store, volumes, storage });
  const runner = new StatementRunner(engine, faults, now);
  const sessions = new Sessions();
  const service = {
    engine,
    runner,
    sessions,
    faults,
    now,
    directResultsMs: options.directResultsMs ?? 1_000,
  };
  const userOf = (given: string) => (given === token ? botUser : undefined);
  const https = createHttpsServer(certificate, { service, httpPath, userOf });
  const unauthorized = () => faults.get().unauthorized;
  const jobs = createJobs(options.jobs ?? {}, { now, userOf, unauthorized, origin });
  mountBefore(https.server, isRest, jobs.serve);

  const query = async (
    sql: string,
    { user = 'colleague@meridian-finance.example', job, at }: QueryOptions = {},
  ) => {
    const session = {
      namespace: { catalog: 'main', schema: 'default' },
      settings: new Map<string, string>(),
    };
    const author = { userName: user, ...(job === undefined ? {} : { job }) };
    const submission = {
      sessionId: 'inside',
      session,
      author,
      sql,
      parameters: [],
      ...(at === undefined ? {} : { at }),
    };
    const statement = runner.submit(submission, { quiet: true });
    await statement.ended;
    if (statement.error !== undefined) throw statement.error;
    return statement.result ?? nothing;
  };

  await new Promise<void>((resolve, reject) => {
    https.server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const warehouse: Warehouse = {
    host: 'localhost',
    port: portOf(https.server.address()),
    httpPath,
    token,
    caCert: certificate.cert,
    caCertPath: certificate.path,
    faults,
    jobs,
    tables: () => engine.catalog.tables,
    now,
    statements: () => runner.log,
    query,
    close: async () => {
      const closed = new Promise((resolve) => https.server.close(resolve));
      https.cutAll();
      jobs.close();
      await runner.close();
      await closed;
      store.close();
      volumes.close();
      await certificate.remove();
    },
  };
  await (options.seed ?? seedWarehouse)(warehouse);
  if (options.coldStartMs !== undefined) faults.set({ coldStart: { millis: options.coldStartMs } });
  return warehouse;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The warehouse has no port');
  return address.port;
}
