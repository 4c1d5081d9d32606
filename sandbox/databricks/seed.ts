// Fills the warehouse with a company's finance projects and some weeks of history, ending with the
// trouble that on-call is called for: a job that has just ruined silver.projects.
import { bronzeTables, goldTables, projectRows, silverTables, type Clock } from './seed-data.js';
import type { QueryOptions, Warehouse } from './warehouse.js';

const day = 86_400_000;
const minute = 60_000;
const hour = 3_600_000;

const domain = 'meridian-finance.example';
const ana = { user: `ana.torres@${domain}` };
const ben = { user: `ben.okafor@${domain}` };
const job = (name: string): QueryOptions => ({ user: `svc-dataplatform@${domain}`, job: name });
const nightly = job('silver_transformations');

/** A nightly run: some budgets and statuses move, and a few new projects come in. */
const nightlyMerge = (night: number, at: string) => `
MERGE INTO main.silver.projects AS t
USING (
  SELECT project_id, name, owner,
    CASE WHEN number % 23 = ${night} THEN 'At risk' WHEN number % 31 = ${night} THEN 'Done' ELSE status END AS status,
    budget_eur,
    CAST(actual_eur + CASE WHEN number % 5 = ${night % 5} THEN 1250 ELSE 0 END AS DECIMAL(14,2)) AS actual_eur,
    start_date, notion_page_id, TIMESTAMP '${at}' AS updated_at, number
  FROM (${projectRows(at)})
  WHERE number % 5 = ${night % 5} AND number < ${420 + night * 6} OR number BETWEEN ${414 + night * 6} AND ${419 + night * 6}
) AS s
ON t.project_id = s.project_id
WHEN MATCHED THEN UPDATE SET t.status = s.status, t.actual_eur = s.actual_eur, t.updated_at = s.updated_at
WHEN NOT MATCHED THEN INSERT (project_id, name, owner, status, budget_eur, actual_eur, start_date, notion_page_id, updated_at)
  VALUES (s.project_id, s.name, s.owner, s.status, s.budget_eur, s.actual_eur, s.start_date, s.notion_page_id, s.updated_at)`;

/**
 * The bad job: it took the first pages of a search for the whole, so it deletes all but 140 projects
 * and empties most budgets of those. One version, MERGE.
 */
export async function corruptProjects(
  warehouse: Warehouse,
  at: number = warehouse.now(),
): Promise<void> {
  await warehouse.query(
    `MERGE INTO main.silver.projects AS t
     USING (
       SELECT project_id, CASE WHEN place % 8 = 0 THEN budget_eur WHEN place % 8 = 1 THEN 0 END AS budget_eur
       FROM (SELECT *, row_number() OVER (ORDER BY project_id) AS place FROM main.silver.projects)
       WHERE place <= 140
     ) AS s
     ON t.project_id = s.project_id
     WHEN MATCHED THEN UPDATE SET budget_eur = s.budget_eur, updated_at = current_timestamp()
     WHEN NOT MATCHED BY SOURCE THEN DELETE`,
    { ...nightly, at },
  );
}

async function seedProjects(warehouse: Warehouse, { iso, now }: Clock): Promise<void> {
  const start = now - 33 * day;
  await warehouse.query(silverTables.projects, { ...ana, at: start });
  const first = `SELECT * EXCEPT (number) FROM (${projectRows(iso(start))}) WHERE number < 420`;
  await warehouse.query(`INSERT INTO main.silver.projects ${first}`, {
    ...nightly,
    at: start + hour,
  });
  for (let night = 1; night <= 10; night += 1) {
    const at = start + night * 3 * day;
    await warehouse.query(nightlyMerge(night, iso(at)), { ...nightly, at });
    if (night === 4) {
      await warehouse.query(
        `UPDATE main.silver.projects SET owner = 'Ben Okafor' WHERE owner = 'Mia Lang'`,
        {
          ...ben,
          at: at + 6 * hour,
        },
      );
    }
    if (night === 7)
      await warehouse.query('OPTIMIZE main.silver.projects', {
        ...job('weekly_maintenance'),
        at: at + hour,
      });
  }
  await corruptProjects(warehouse, now - 11 * minute);
}

async function seedKpis(warehouse: Warehouse, { now, iso }: Clock): Promise<void> {
  const start = now - 60 * day;
  await warehouse.query(goldTables.kpis, { ...ana, at: start });
  for (let week = 0; week < 8; week += 1) {
    const at = start + (week * 7 + 1) * day;
    await warehouse.query(`INSERT OVERWRITE main.gold.kpis ${goldTables.kpiRows(iso(at), week)}`, {
      ...job('gold_aggregations'),
      at,
    });
    // After it, the versions of the first weeks are listed but can be neither read nor restored.
    if (week === 6)
      await warehouse.query('VACUUM main.gold.kpis RETAIN 168 HOURS', {
        ...job('weekly_maintenance'),
        at: at + day,
      });
  }
}

/** Creates and fills the eight tables. Takes about a second. */
export async function seedWarehouse(warehouse: Warehouse): Promise<void> {
  const now = warehouse.now();
  const clock: Clock = { now, iso: (millis) => new Date(millis).toISOString() };
  await seedProjects(warehouse, clock);
  await seedKpis(warehouse, clock);
  const sync = job('notion_sync_bronze');
  await warehouse.query(bronzeTables.rawPages(clock), { ...sync, at: now - 21 * day });
  await warehouse.query(bronzeTables.newPages(clock), { ...sync, at: now - 2 * hour });
  await warehouse.query(bronzeTables.watermarks(clock), { ...sync, at: now - 40 * day });
  await warehouse.query(bronzeTables.synced(clock), { ...sync, at: now - 2 * hour });
  await warehouse.query(silverTables.tasks(clock), { ...nightly, at: now - 8 * day });
  await warehouse.query(silverTables.budgets(clock), { ...nightly, at: now - 8 * day });
  await warehouse.query(silverTables.budgetsRaised, { ...ben, at: now - 3 * day });
  await warehouse.query(goldTables.issues(clock), {
    ...job('gold_aggregations'),
    at: now - 9 * day,
  });
  await warehouse.query(goldTables.newIssues(clock), {
    ...job('gold_aggregations'),
    at: now - 10 * minute,
  });
  await warehouse.query(goldTables.summary, { ...job('gold_aggregations'), at: now - 20 * hour });
}
