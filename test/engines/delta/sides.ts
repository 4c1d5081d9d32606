// The same bot beside two warehouses: real Delta Lake on Spark, and the simulator. What a test does, it does to both, and
// their answers must be alike.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { expect } from 'vitest';
import { botUser, startWarehouse } from '../../../sandbox/databricks/index.js';
import { connectCleaning } from '../../../src/services/cleanup/connect-cleaning.js';
import {
  connectBronze,
  type BronzeOptions,
} from '../../../src/services/databricks/bronze-tables.js';
import { connectTables } from '../../../src/services/databricks/delta-tables.js';
import {
  createDriver,
  type Result,
  type Session,
  type Statement,
  type WarehouseAddress,
} from '../../../src/services/databricks/driver.js';
import type { Log } from '../../../src/services/log.js';
import { startGateway } from '../../support/spark/gateway.js';
import { startSpark, type SparkPrograms } from '../../support/spark/thrift-server.js';

const quiet = (): undefined => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const token = 'dapi-of-the-bot';
const statementTimeoutSeconds = 120;

/** Begins what a test sends itself: no statement of the bot's. */
const byHand = '/* by hand */ ';

export interface Side {
  readonly name: 'spark' | 'simulator';
  readonly tables: ReturnType<typeof connectTables>;
  readonly cleaning: ReturnType<typeof connectCleaning>;
  bronze(
    options: Pick<BronzeOptions, 'pages' | 'watermarks'> & { volume?: string },
  ): ReturnType<typeof connectBronze>;
  /** What the history calls the bot: nothing in open-source Delta, which leaves the column empty. */
  readonly user: string;
  /** Sends a statement by the bot's driver, always in one session. What it rejects with is the driver's. */
  run(sql: string, values?: Statement['values']): Promise<Result>;
  /** The bot's statements so far. */
  sent(): string[];
}

export interface SparkSide extends Side {
  /** Sessions from now on behave as newer Delta Lake and Databricks do by themselves (Runtime 18). */
  asNewer(on: boolean): void;
  /** Tables with sessions of their own. */
  fresh(): Side['tables'];
}

export interface SimulatorSide extends Side {
  /** Statements in which this stands take 3 s before they commit; null: none. */
  slow(match: string | null): void;
  /** Whether such a statement runs. */
  isSlow(): boolean;
}

const newer = {
  'spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration': 'true',
  'spark.databricks.delta.vacuum.retentionWindowIgnore.enabled': 'true',
};

export interface Sides {
  readonly spark: SparkSide;
  readonly simulator: SimulatorSide;
  close(): Promise<void>;
}

function openSide(
  name: Side['name'],
  address: WarehouseAddress,
  { directory, user, all }: { directory: string; user: string; all: () => string[] },
): Side & Pick<SparkSide, 'fresh'> & { close(): Promise<void> } {
  const common = { ...address, registry: new Registry(), log };
  const tables = connectTables(common);
  const cleaning = connectCleaning({
    ...common,
    registry: new Registry(),
    issuesTable: { catalog: 'main', schema: 'gold', table: 'issues' },
  });
  const driver = createDriver(address, log);
  let session: Promise<Session> | undefined;
  const open: { close(): Promise<void> }[] = [tables, cleaning, driver];
  const fresh = (): Side['tables'] => {
    const another = connectTables({ ...common, registry: new Registry() });
    open.push(another);
    return another;
  };
  return {
    name,
    fresh,
    tables,
    cleaning,
    user,
    bronze(options) {
      const bronze = connectBronze({
        ...common,
        registry: new Registry(),
        volume: undefined,
        directory,
        ...options,
      });
      open.push(bronze);
      return bronze;
    },
    async run(sql, values) {
      session ??= driver.openSession();
      const submitted = await (
        await session
      ).submit({ sql: byHand + sql, ...(values ? { values } : {}) });
      await submitted.finished();
      return submitted.result();
    },
    sent: () => all().filter((sql) => !sql.startsWith(byHand)),
    close: async () => void (await Promise.all(open.map((each) => each.close()))),
  };
}

/** Starts both. Takes half a minute. */
export async function openSides(programs: SparkPrograms): Promise<Sides> {
  const directory = await mkdtemp(join(tmpdir(), 'ppm-delta-'));
  const server = await startSpark(programs);
  // Hive's server takes what stands before an `@` for the name.
  const gateway = await startGateway(server.port, { [token]: 'svc-ppm-oncall' });
  const warehouse = await startWarehouse({ token, seed: async () => undefined });
  const addressOf = (of: { port: number; httpPath: string; caCert: string }): WarehouseAddress => ({
    host: `localhost:${of.port}`,
    token,
    path: of.httpPath,
    caCertificate: of.caCert,
    statementTimeoutSeconds,
  });
  const side = openSide('spark', addressOf(gateway), {
    directory,
    user: '',
    all: () => gateway.statements,
  });
  const pretended = openSide('simulator', addressOf(warehouse), {
    directory,
    user: botUser,
    all: () => warehouse.statements().map(({ sql }) => sql),
  });
  const simulator = {
    ...pretended,
    slow(match: string | null) {
      warehouse.faults.set(match === null ? {} : { slow: { match, millis: 3_000 } });
    },
    isSlow: () => warehouse.statements().at(-1)?.status === 'running',
  };
  const spark = {
    ...side,
    asNewer(on: boolean) {
      gateway.settings = on ? newer : {};
    },
  };
  for (const schema of ['bronze', 'silver', 'gold'])
    await spark.run(`CREATE SCHEMA main.${schema}`);
  return {
    spark,
    simulator,
    async close() {
      await Promise.all([spark.close(), simulator.close()]);
      await Promise.all([gateway.close(), warehouse.close()]);
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Does the same to both, and expects the same of both. @returns what real Delta Lake gave */
export async function alike<T>(sides: Sides, act: (side: Side) => Promise<T>): Promise<T> {
  const [real, pretended] = await Promise.all([act(sides.spark), act(sides.simulator)]);
  expect(pretended, 'the simulator, compared with Spark').toEqual(real);
  return real;
}
