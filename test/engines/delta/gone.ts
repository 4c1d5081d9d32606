// Versions whose files a VACUUM has deleted, and those that newer Delta Lake refuses for their age; writers that meet.
import { beforeAll, expect, test } from 'vitest';
import { until } from '../../../sandbox/until.js';
import { outcome, type Refusal } from './outcome.js';
import { alike, type Side, type Sides } from './sides.js';

const name = { catalog: 'main', schema: 'silver', table: 'kept' };
const retention = (text: string) =>
  `ALTER TABLE main.silver.kept SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = '${text}')`;

const seed = [
  `CREATE TABLE main.silver.kept (id BIGINT, name STRING) USING DELTA`,
  `INSERT INTO main.silver.kept SELECT n, 'first' FROM range(10) AS r(n)`,
  `UPDATE main.silver.kept SET name = 'second'`,
  `INSERT INTO main.silver.kept SELECT n, 'third' FROM range(10, 15) AS r(n)`,
];

const quick = `UPDATE main.silver.kept SET name = 'quick' WHERE id = 1`;
/** @param source is computed after the table's version has been fixed */
const slow = (source: string): string =>
  `MERGE INTO main.silver.kept AS t USING (${source}) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.name = 'slow'`;

/** Starts `slow`, and lets the other one commit once it is under way. */
async function race(
  side: Side,
  source: string,
  isUnderWay: () => Promise<boolean>,
): Promise<Refusal | 'done'> {
  const ending = outcome(side.run(slow(source)));
  await until('the slow statement is under way', isUnderWay);
  await side.run(quick);
  const ended = await ending;
  return 'problem' in ended ? ended : 'done';
}

export function goneOnBoth(sides: () => Sides): void {
  const restore = (side: Side, version: number) =>
    outcome(
      side.tables
        .restore(name, version, { signal: new AbortController().signal, since: Date.now() })
        .then(({ restoredFiles, removedFiles }) => ({ restoredFiles, removedFiles })),
    );

  beforeAll(async () => {
    for (const sql of [...seed, retention('interval 0 hours')])
      await alike(sides(), async (side) => void (await side.run(sql)));
  }, 180_000);

  test('older than the retention: newer Delta Lake refuses them, files or no files', async () => {
    const { spark } = sides();
    spark.asNewer(true);
    const newer = spark.fresh();
    try {
      const refused = { problem: 'history_gone', sqlState: '0AKDC' };
      expect(await outcome(newer.count(name, 1))).toMatchObject(refused);
      expect(await outcome(newer.rows(name, 1, 10))).toMatchObject(refused);
      const since = Date.now();
      const timing = { signal: new AbortController().signal, since };
      expect(await outcome(newer.restore(name, 1, timing))).toMatchObject(refused);
      expect(await newer.count(name)).toBe(15);
    } finally {
      spark.asNewer(false);
    }
  });

  test('files that a VACUUM has deleted: neither read nor restored, and the history says why', async () => {
    const vacuumed = await alike(sides(), async (side) => {
      await side.run('VACUUM main.silver.kept RETAIN 0 HOURS');
      const history = await side.tables.history(name, 2);
      await side.run(retention('interval 7 days'));
      return history.map(({ operation, parameters, metrics }) => ({
        operation,
        parameters,
        counts: [metrics['numFilesToDelete'], metrics['numDeletedFiles']],
      }));
    });
    expect(vacuumed.map(({ operation }) => operation)).toEqual(['VACUUM END', 'VACUUM START']);
    const read = await alike(sides(), ({ tables }) => outcome(tables.rows(name, 1, 10)));
    expect(read).toMatchObject({ problem: 'history_gone' });
    // Delta Lake gives this one no name: by its text it is known.
    for (const side of [sides().spark, sides().simulator])
      expect(await restore(side, 1)).toMatchObject({ problem: 'history_gone' });
    expect(await alike(sides(), ({ tables }) => tables.count(name))).toBe(15);
    // The files of this one are all in use still.
    expect(await alike(sides(), (side) => restore(side, 2))).toEqual({
      restoredFiles: 0,
      removedFiles: 1,
    });
  });

  test('two writers: the one that commits later is refused, and nothing was done', async () => {
    const { spark, simulator } = sides();
    const call = (method: string): string => `java_method('java.lang.${method})`;
    const source = `SELECT id, ${call("System', 'setProperty', 'ppm.slow', 'yes'")} AS told, ${call("Thread', 'sleep', 6000L")} AS slept
      FROM VALUES (1L) AS v(id)`;
    const refused = await race(spark, source, async () => {
      const { rows } = await spark.run(
        `SELECT ${call("System', 'getProperty', 'ppm.slow'")} AS told`,
      );
      return rows[0]?.['told'] === 'yes';
    });
    expect(refused).toMatchObject({ problem: 'plan_drifted', sqlState: '2D521' });
    expect(refused).toHaveProperty('condition', expect.stringMatching(/^DELTA_CONCURRENT_/));
    simulator.slow('AS slept');
    try {
      const there = await race(simulator, 'SELECT 1 AS id, 0 AS slept', async () =>
        simulator.isSlow(),
      );
      expect(there).toEqual(refused);
    } finally {
      simulator.slow(null);
    }
  });
}
