// The columns of answers, and what the driver makes of their values: the simulator's must be those of Spark.
import { beforeAll, expect, test } from 'vitest';
import { kindOf } from './outcome.js';
import { alike, type Sides } from './sides.js';

const table = 'main.silver.shapes';

const seed = [
  `CREATE TABLE ${table} (project STRING COMMENT 'Its key', year INT, amount DECIMAL(14,2), share DOUBLE, due DATE, updated_at TIMESTAMP,
     number BIGINT, open BOOLEAN) USING DELTA`,
  `INSERT INTO ${table} SELECT concat('PRJ-', CAST(n AS STRING)), 2026, CAST(n AS DECIMAL(14,2)), CAST(n AS DOUBLE) / 4,
     DATE '2026-01-05', TIMESTAMP '2026-01-15T10:00:00.123456Z', n, n > 4 FROM range(9) AS r(n)`,
];

/** Of both alike. */
const statements: readonly string[] = [
  `DESCRIBE HISTORY ${table} LIMIT 3`,
  `DESCRIBE TABLE ${table}`,
  `SELECT * FROM ${table} VERSION AS OF 1 ORDER BY project LIMIT 3`,
  `SELECT count(*) AS n, sum(number % 7) AS s, max(updated_at) AS t, min(due) AS d, sum(year) AS y FROM ${table}`,
  `SELECT current_user() AS name`,
  `VACUUM ${table} RETAIN 168 HOURS DRY RUN`,
  `DELETE FROM ${table} WHERE project = 'none'`,
  `UPDATE ${table} SET share = 1 WHERE project = 'PRJ-1'`,
  `MERGE INTO ${table} AS t USING (SELECT 'PRJ-2' AS project) AS s ON t.project = s.project WHEN MATCHED THEN UPDATE SET t.share = 2`,
];

/** Columns that open-source Spark calls, or has, otherwise than Databricks. */
const renamed: Readonly<Record<string, string>> = { namespace: 'database' };
/** What a warehouse fills and open-source Delta leaves empty, or the other way round. */
const onlyThere: ReadonlySet<string> = new Set([
  'userId',
  'userName',
  'isolationLevel',
  'engineInfo',
  'clusterId',
  'job',
]);
/** Columns of Databricks only. */
const extra: ReadonlySet<string> = new Set(['statistics']);

export function shapesOnBoth(sides: () => Sides): void {
  beforeAll(async () => {
    for (const sql of seed) await alike(sides(), async (side) => void (await side.run(sql)));
  }, 180_000);

  test.each([...statements, `DESCRIBE DETAIL ${table}`, 'SHOW TABLES IN main.silver'])(
    '%s',
    async (sql) => {
      const found = await alike(sides(), async ({ run }) => {
        const { columns, rows } = await run(sql);
        return {
          columns: columns.filter((name) => !extra.has(name)).map((name) => renamed[name] ?? name),
          kinds: rows
            .slice(0, 3)
            .map((row) =>
              columns
                .filter((name) => !extra.has(name) && !onlyThere.has(name))
                .map((name) => kindOf(row[name])),
            ),
        };
      });
      expect(found.columns).not.toEqual([]);
    },
  );
}
