// The weekly cleanup and the open data-quality issues: what services/cleanup sends.
import { beforeAll, expect, test } from 'vitest';
import { alike, type Sides } from './sides.js';

const pages = { catalog: 'main', schema: 'bronze', table: 'old_pages' };
const signal = new AbortController().signal;
const before = Date.UTC(2026, 0, 15, 12);
const plain = { table: 'main.bronze.old_pages', column: 'synced_at', olderThanDays: 30 };
const rule = {
  ...plain,
  unless: { table: 'main.silver.old_projects', column: 'page', matches: 'page_id' },
};

/** Pages of a year, one a day; every fifth is referred to, and some have no key. */
const seed = [
  `CREATE TABLE main.bronze.old_pages (page_id STRING, synced_at TIMESTAMP) USING DELTA`,
  `INSERT INTO main.bronze.old_pages SELECT CASE WHEN n % 7 > 0 THEN concat('p', CAST(n % 180 AS STRING)) END,
     dateadd(DAY, CAST(n AS INT), TIMESTAMP '2025-07-01T00:00:00Z') FROM range(360) AS r(n)`,
  `CREATE TABLE main.silver.old_projects (page STRING) USING DELTA`,
  `INSERT INTO main.silver.old_projects SELECT concat('p', CAST(n * 5 AS STRING)) FROM range(30) AS r(n) UNION ALL SELECT NULL`,
  `CREATE TABLE main.gold.issues (issue_id STRING, severity STRING, table_name STRING, check_name STRING, row_count BIGINT,
     detected_at TIMESTAMP, resolved_at TIMESTAMP) USING DELTA`,
  `INSERT INTO main.gold.issues SELECT CAST(n AS STRING), CASE WHEN n % 3 > 0 THEN 'HIGH' END,
     CASE WHEN n % 2 = 0 THEN 'main.silver.Tasks' ELSE 'main.silver.budgets' END, 'null_rate', CASE WHEN n < 20 THEN n * 3000000000 END,
     dateadd(HOUR, CAST(n AS INT), TIMESTAMP '2026-01-01T00:00:00Z'), CASE WHEN n % 4 = 0 THEN TIMESTAMP '2026-01-02' END
     FROM range(40) AS r(n)`,
];

export function cleaningOnBoth(sides: () => Sides): void {
  beforeAll(async () => {
    for (const sql of seed) await alike(sides(), async (side) => void (await side.run(sql)));
  }, 180_000);

  test('old rows are counted, of a version and now', async () => {
    const counts = await alike(sides(), async ({ cleaning }) => [
      await cleaning.countOld(plain, before, 0, signal),
      await cleaning.countOld(plain, before, 1, signal),
      await cleaning.countOld(plain, before, null, signal),
      await cleaning.countOld(rule, before, 1, signal),
      await cleaning.countOld(rule, before, null, signal),
    ]);
    expect(counts.slice(0, 3)).toEqual([0, 199, 199]);
    expect(counts[3]).toBeLessThan(199);
  });

  test('they go, exactly those, and another time there is none and no version', async () => {
    const gone = await alike(sides(), async ({ cleaning, tables }) => {
      const meant = await cleaning.countOld(rule, before, null, signal);
      const first = await cleaning.deleteOld(rule, before, signal);
      const second = await cleaning.deleteOld(rule, before, signal);
      const kept = await cleaning.countOld(plain, before, null, signal);
      const rest = await cleaning.deleteOld(plain, before, signal);
      const none = await cleaning.deleteOld(plain, before, signal);
      const history = await tables.history(pages, 10);
      return {
        counts: { meant, first, second, kept, rest, none, left: await tables.count(pages) },
        operations: history.map(({ operation }) => operation),
      };
    });
    expect(gone.counts.first).toBe(gone.counts.meant);
    expect(gone.counts).toMatchObject({ second: 0, rest: gone.counts.kept, none: 0, left: 161 });
  });

  test('files are counted without being touched, then vacuumed, and the history says so', async () => {
    const vacuumed = await alike(sides(), async ({ cleaning, tables }) => {
      const counted = await cleaning.countFiles(pages, 168, signal);
      const untouched = (await tables.history(pages, 1))[0]?.operation;
      const { files } = await cleaning.vacuum(pages, 168, signal);
      const history = await tables.history(pages, 2);
      return {
        counted,
        untouched,
        files,
        history: history.map(({ operation, parameters, metrics }) => ({
          operation,
          parameters,
          metrics,
        })),
      };
    });
    expect(vacuumed).toMatchObject({ counted: 0, files: 0 });
  });

  test('open issues are grouped', async () => {
    const sorted = (groups: readonly { table: string; severity: string }[]) =>
      groups.toSorted((a, b) => `${a.table}${a.severity}`.localeCompare(`${b.table}${b.severity}`));
    const all = await alike(sides(), async ({ cleaning }) =>
      sorted(await cleaning.issues(null, signal)),
    );
    expect(all).toHaveLength(4);
    const one = await alike(sides(), async ({ cleaning }) =>
      sorted(await cleaning.issues('main.silver.tasks', signal)),
    );
    expect(one).toHaveLength(2);
  });
}
