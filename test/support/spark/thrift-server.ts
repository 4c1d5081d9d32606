// A real Spark with Delta Lake as a child process: its Thrift server in HTTP mode, as install.sh has fetched it. Catalogue
// and tables live as long as the process; nothing is downloaded here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../sandbox/until.js';
import { freePort } from '../../../sandbox/free-port.js';
import { programNamed } from '../../engines/program.js';
import { listens } from '../listens.js';

export interface SparkPrograms {
  java: string;
  /** Where install.sh has put Spark and Delta Lake. */
  directory: string;
}

export interface SparkServer {
  port: number;
  /** Where the tables of the schema `x` are: `x.db/table`. */
  warehouse: string;
  /** What it has logged: warnings and errors. */
  log(): string;
  close(): Promise<void>;
}

/** Null where Spark has not been installed, or Java is missing. */
export function sparkPrograms(): SparkPrograms | null {
  const directory = process.env['PPM_SPARK_DIR'];
  const java = programNamed('java');
  if (directory === undefined || java === null) return null;
  try {
    accessSync(join(directory, 'python', 'pyspark', 'jars'));
    accessSync(join(directory, 'jars'));
    return { java, directory };
  } catch {
    return null;
  }
}

/** Java keeps these to itself since 17; Spark needs them. (Spark, JavaModuleOptions) */
const opened = [
  'java.base/java.lang',
  'java.base/java.lang.invoke',
  'java.base/java.lang.reflect',
  'java.base/java.io',
  'java.base/java.net',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.base/sun.nio.cs',
  'java.base/sun.security.action',
  'java.base/sun.util.calendar',
];

const startWithinMs = 120_000;
const stopWithinMs = 10_000;

function settings(home: string, port: number): Record<string, string> {
  return {
    'spark.app.name': 'ppm-oncall-tests',
    'spark.master': 'local[2]',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.local.dir': join(home, 'scratch'),
    'spark.ui.enabled': 'false',
    'spark.sql.extensions': 'io.delta.sql.DeltaSparkSessionExtension',
    'spark.sql.catalog.spark_catalog': 'org.apache.spark.sql.delta.catalog.DeltaCatalog',
    'spark.sql.catalogImplementation': 'in-memory',
    'spark.sql.warehouse.dir': join(home, 'warehouse'),
    'spark.sql.session.timeZone': 'UTC',
    // As Databricks: a table is Delta's unless it is said otherwise, and a VACUUM is in the history.
    'spark.sql.sources.default': 'delta',
    'spark.databricks.delta.vacuum.logging.enabled': 'true',
    // As Databricks Runtime 16.4, which the simulator pretends to be. Later ones refuse versions that are older than the
    // retention, and don't heed VACUUM's RETAIN: a session can switch that on.
    'spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration': 'false',
    'spark.databricks.delta.vacuum.retentionWindowIgnore.enabled': 'false',
    // Delta Lake 4.2's parser loses parameters where Spark 4.1 puts them into the text, and texts are no templates.
    'spark.sql.legacy.parameterSubstitution.constantsOnly': 'true',
    'spark.sql.variable.substitute': 'false',
    // Everything here is small: compiling a plan takes longer than running it.
    'spark.sql.codegen.wholeStage': 'false',
    'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
    'spark.sql.adaptive.enabled': 'false',
    'spark.sql.leafNodeDefaultParallelism': '1',
    'spark.default.parallelism': '1',
    'spark.sql.shuffle.partitions': '1',
    'spark.databricks.delta.snapshotPartitions': '1',
    'spark.sql.sources.parallelPartitionDiscovery.parallelism': '1',
    'spark.hadoop.hive.server2.transport.mode': 'http',
    'spark.hadoop.hive.server2.thrift.http.port': String(port),
    'spark.hadoop.hive.server2.thrift.http.path': 'cliservice',
    'spark.hadoop.hive.server2.thrift.bind.host': '127.0.0.1',
    'spark.hadoop.hive.server2.enable.doAs': 'false',
  };
}

/** Resolves when it takes connections. @throws Error with its log where it doesn't start */
export async function startSpark({ java, directory }: SparkPrograms): Promise<SparkServer> {
  const home = await mkdtemp(join(tmpdir(), 'ppm-spark-'));
  const port = await freePort();
  const jars = [join(directory, 'python', 'pyspark', 'jars', '*'), join(directory, 'jars', '*')];
  const properties = Object.entries(settings(home, port));
  const child = spawn(
    java,
    [
      '-Xmx1500m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-Djava.io.tmpdir=${home}`,
      `-Duser.timezone=UTC`,
      `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`,
      ...opened.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
      ...properties.map(([key, value]) => `-D${key}=${value}`),
      '-cp',
      jars.join(':'),
      'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
    ],
    { cwd: home, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } },
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-200_000);
    });
  const gone = once(child, 'close');
  // The process outlives nobody: neither a test that is stopped nor one that fails.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);

  const server: SparkServer = {
    port,
    warehouse: join(home, 'warehouse'),
    log: () => log,
    async close() {
      process.off('exit', kill);
      child.kill('SIGTERM');
      const late = setTimeout(kill, stopWithinMs);
      await gone;
      clearTimeout(late);
      await rm(home, { recursive: true, force: true });
    },
  };
  try {
    await until(
      'Spark listens',
      () => (child.exitCode === null ? listens(port) : Promise.reject(new Error('it has ended'))),
      startWithinMs,
    );
    return server;
  } catch (error) {
    await server.close();
    throw new Error(`Spark has not started.\n${log}`, { cause: error });
  }
}
