// Versions, rows then and now, restores: what services/databricks/delta-tables.ts asks.
import { beforeAll, expect, test } from 'vitest';
import { settleRestore, restoreChecks } from '../../../src/services/databricks/restore-evidence.js';
import { effectOf } from '../../../src/services/databricks/version-effect.js';
import type { TableVersion } from '../../../src/services/databricks/tables.js';
import { outcome } from './outcome.js';
import { alike, type Side, type Sides } from './sides.js';

const name = { catalog: 'main', schema: 'silver', table: 'budgets' };
const absent = { ...name, table: 'budget' };
const signal = new AbortController().signal;

/** Seven versions: made, filled, changed by each kind of statement, and a column added. */
const seed = [
  `CREATE TABLE main.silver.budgets (project STRING NOT NULL, year INT, amount DECIMAL(14,2), share DOUBLE,
     approved BOOLEAN, due DATE, updated_at TIMESTAMP, number BIGINT) USING DELTA`,
  `INSERT INTO main.silver.budgets SELECT concat('PRJ-', CAST(n AS STRING)), CAST(2025 + n % 2 AS INT), CAST(n * 1000.55 AS DECIMAL(14,2)),
     CAST(n AS DOUBLE) / 4, n % 3 = 0, date_add(DATE '2026-01-05', CAST(n AS INT)), TIMESTAMP '2026-01-15T10:00:00.123Z', n * 9007199254740993 FROM range(100) AS r(n)`,
  `UPDATE main.silver.budgets SET amount = amount * 1.02 WHERE year = 2026`,
  `DELETE FROM main.silver.budgets WHERE number >= 90 * 9007199254740993`,
  `MERGE INTO main.silver.budgets AS t USING (SELECT concat('PRJ-', CAST(n AS STRING)) AS project, n FROM range(80, 120) AS r(n)) AS s
     ON t.project = s.project WHEN MATCHED AND s.n < 85 THEN DELETE WHEN MATCHED THEN UPDATE SET t.approved = NULL
     WHEN NOT MATCHED THEN INSERT (project, number) VALUES (s.project, s.n)`,
  `INSERT OVERWRITE main.silver.budgets SELECT * FROM main.silver.budgets WHERE year = 2026`,
  `ALTER TABLE main.silver.budgets ADD COLUMNS (note STRING)`,
];

/** What both can know of a version: not its time, its author, and what depends on files. */
function known({ version, operation, parameters, metrics }: TableVersion) {
  const ours = { version, operation, at: 0, user: '', parameters, metrics };
  return {
    version,
    operation,
    effect: effectOf(ours),
    mode: parameters['mode'] ?? null,
    metrics: Object.keys(metrics)
      .filter((key) => /Rows/.test(key))
      .toSorted(),
  };
}

const restoredTo = async (side: Side, version: number, since = Date.now()) =>
  outcome(side.tables.restore(name, version, { signal, since }));

export function tablesOnBoth(sides: () => Sides): void {
  beforeAll(async () => {
    for (const sql of seed) await alike(sides(), async (side) => void (await side.run(sql)));
  }, 180_000);

  test('are listed; an unknown schema is none', async () => {
    expect(await alike(sides(), ({ tables }) => tables.list('main', 'silver'))).toEqual([
      'main.silver.budgets',
    ]);
    await alike(sides(), ({ tables }) => outcome(tables.list('main', 'nowhere')));
  });

  test('tell who asks', async () => {
    expect(await sides().spark.tables.currentUser()).toBe('svc-ppm-oncall');
    expect(await sides().simulator.tables.currentUser()).toBe(sides().simulator.user);
  });

  test('have a history, newest first', async () => {
    const history = await alike(sides(), async ({ tables }) =>
      (await tables.history(name, 200)).map(known),
    );
    expect(history).toHaveLength(seed.length);
    expect(
      await alike(sides(), async ({ tables }) => (await tables.history(name, 2)).map(known)),
    ).toHaveLength(2);
  });

  test('have their rows, now and then, to the last digit', async () => {
    const at = async (version: number) =>
      alike(sides(), async ({ tables }) => {
        const { columns, rows } = await tables.rows(name, version, 1_000);
        return { columns, rows: rows.map((row) => row.join(' | ')).toSorted() };
      });
    expect((await at(1)).rows).toHaveLength(100);
    for (const version of [0, 2, 3, 4, 5, 6]) await at(version);
    expect(await alike(sides(), ({ tables }) => tables.count(name))).toBe(43);
    expect(await alike(sides(), ({ tables }) => tables.count(name, 1))).toBe(100);
  });

  test('differ from version to version', async () => {
    expect(await alike(sides(), ({ tables }) => tables.difference(name, 1, 3))).toBe(55);
    expect(await alike(sides(), ({ tables }) => tables.difference(name, 3, 1))).toBe(45);
    await alike(sides(), ({ tables }) => outcome(tables.difference(name, 1, 6)));
  });

  test('that are not there, and versions that are not there, are refused alike', async () => {
    const asked = await alike(sides(), async (side) => [
      await outcome(side.tables.history(absent, 1)),
      await outcome(side.tables.detail(absent)),
      await outcome(side.tables.count(absent)),
      await outcome(side.tables.count(name, 99)),
      await outcome(side.tables.rows(name, 99, 1)),
      await restoredTo(side, 99),
    ]);
    for (const answer of asked) expect(answer).toMatchObject({ problem: 'not_found' });
  });

  test('are restored, and their history is the proof of it', async () => {
    const found = await alike(sides(), async (side) => {
      const { tables } = side;
      const since = Date.now();
      const before = await tables.detail(name);
      const restored = await tables.restore(name, 1, { signal, since });
      const detail = await tables.detail(name);
      const history = await tables.history(name, 200);
      const data = {
        ...name,
        id: before.id,
        versionBefore: 6,
        version: 1,
        rowsBefore: 43,
        rowsExpected: 100,
      };
      const rows = await tables.count(name);
      const checks = restoreChecks(data, { history, detail, rows, user: side.user });
      const doubt = { data, since, askedAt: Date.now(), longest: 1_000, history, user: side.user };
      return {
        rows,
        metrics: Object.keys(history[0]?.metrics ?? {}).toSorted(),
        isTheSame: restored.filesAfter === detail.files && restored.bytesAfter === detail.bytes,
        wrong: checks.filter(({ ok }) => !ok),
        settled: settleRestore(doubt).outcome,
        notDone: settleRestore({ ...doubt, data: { ...data, version: 2 }, askedAt: since + 60_000 })
          .outcome,
      };
    });
    expect(found).toMatchObject({
      rows: 100,
      isTheSame: true,
      wrong: [],
      settled: 'done',
      notDone: 'not-done',
    });
  });

  test('are not restored to the version that they are at', async () => {
    const newest = () =>
      alike(sides(), async ({ tables }) => (await tables.history(name, 1))[0]?.version ?? -1);
    const at = await newest();
    // Delta Lake answers with no row, and makes no version.
    expect(await alike(sides(), (side) => restoredTo(side, at))).toMatchObject({
      problem: 'internal',
    });
    expect(await newest()).toBe(at);
  });
}
