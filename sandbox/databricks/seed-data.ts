// The seed's rows, as SQL. Everything follows from a row's number, so each start makes the same. What is a page in Notion
// has the same id there (../notion/company/finance.ts).
import { notionDatabases } from '../company.js';

export interface Clock {
  readonly now: number;
  readonly iso: (millis: number) => string;
}

const day = 86_400_000;
const hour = 3_600_000;

const pick = (of: readonly string[], by: string) =>
  `element_at(array(${of.map((text) => `'${text}'`).join(', ')}), CAST(${by} AS INT) + 1)`;

export const owners = [
  'Ana Torres',
  'Ben Okafor',
  'Eve Novak',
  'Mia Lang',
  'Tomas Weber',
  'Ines Costa',
  'Jon Berg',
];
export const themes = [
  'ERP rollout',
  'Ledger migration',
  'Audit trail',
  'Treasury hub',
  'Invoice automation',
  'Cost allocation',
  'Tax engine',
  'Group reporting',
];
export const places = ['Iberia', 'DACH', 'Nordics', 'Benelux', 'France', 'Italy', 'UK'];
export const statuses = ['Active', 'Active', 'Active', 'Planned', 'On hold', 'Done'];

const pageId = (prefix: string, number: string) =>
  `concat(${prefix}, '-', lpad(CAST(${number} AS STRING), 12, '0'))`;
const numbers = (count: number) => `(SELECT CAST(n AS INT) AS number FROM range(${count}) AS r(n))`;

/** 480 projects, with their number as a last column. */
export const projectRows = (at: string) => `
SELECT concat('PRJ-', lpad(CAST(number + 1 AS STRING), 4, '0')) AS project_id,
  concat(${pick(themes, `number % ${themes.length}`)}, ' ', ${pick(places, `number % ${places.length}`)}, ' ', CAST(number div 56 + 1 AS STRING)) AS name,
  ${pick(owners, `number * 3 % ${owners.length}`)} AS owner,
  ${pick(statuses, `number * 5 % ${statuses.length}`)} AS status,
  CAST(20000 + number * 7919 % 480000 AS DECIMAL(14,2)) AS budget_eur,
  CAST((20000 + number * 7919 % 480000) * (number % 11) / 10 AS DECIMAL(14,2)) AS actual_eur,
  date_add(DATE '2025-01-06', number * 5 % 400) AS start_date,
  ${pageId(`'${notionDatabases.projects.pages}'`, 'number')} AS notion_page_id,
  TIMESTAMP '${at}' AS updated_at, number
FROM ${numbers(480)}`;

export const silverTables = {
  projects: `CREATE TABLE main.silver.projects (
    project_id STRING NOT NULL COMMENT 'Key of the finance system', name STRING, owner STRING, status STRING,
    budget_eur DECIMAL(14,2) COMMENT 'Approved budget', actual_eur DECIMAL(14,2) COMMENT 'Booked so far',
    start_date DATE, notion_page_id STRING, updated_at TIMESTAMP) USING DELTA`,
  tasks: ({ now, iso }: Clock) => `CREATE TABLE main.silver.tasks AS
    SELECT concat('TSK-', lpad(CAST(number + 1 AS STRING), 5, '0')) AS task_id,
      concat('PRJ-', lpad(CAST(number % 480 + 1 AS STRING), 4, '0')) AS project_id,
      concat('Milestone ', CAST(number div 480 + 1 AS STRING)) AS title, ${pick(owners, `number % ${owners.length}`)} AS assignee,
      number % 3 = 0 AS done, date_add(DATE '2026-01-05', number % 200) AS due_date, TIMESTAMP '${iso(now - 8 * day)}' AS updated_at
    FROM ${numbers(1200)}`,
  budgets: ({ now, iso }: Clock) => `CREATE TABLE main.silver.budgets AS
    SELECT concat('PRJ-', lpad(CAST(number % 480 + 1 AS STRING), 4, '0')) AS project_id, 2025 + number div 480 AS fiscal_year,
      CAST(15000 + number * 3571 % 300000 AS DECIMAL(14,2)) AS amount_eur, 'approved' AS state,
      TIMESTAMP '${iso(now - 8 * day)}' AS updated_at
    FROM ${numbers(960)}`,
  budgetsRaised: `UPDATE main.silver.budgets SET amount_eur = amount_eur * 1.02 WHERE fiscal_year = 2026`,
} as const;

const { projects, tasks, budgets, risks, postmortems, reports } = notionDatabases;
const databases = [projects, tasks, budgets, risks];
const databaseIds = databases.map(({ id }) => id);
const prefixes = databases.map(({ pages }) => pages);
/** The post-mortems and reports are synced too, and there is none. */
const syncedIds = [...databaseIds, postmortems.id, reports.id];

/** Pages by turns of each database. */
const pages = (from: number, count: number, at: string, step: string) => `
  SELECT ${pageId(pick(prefixes, 'number % 4'), `(number + ${from}) div 4`)} AS page_id, ${pick(databaseIds, 'number % 4')} AS database_id,
    concat('{"object":"page","number":', CAST(number + ${from} AS STRING), '}') AS raw_json,
    dateadd(HOUR, -(number % ${step}), TIMESTAMP '${at}') AS synced_at
  FROM ${numbers(count)}`;

/** Pages of each of its databases that the warehouse has: a few less than Notion. */
export const syncedPages = 475;

export const bronzeTables = {
  rawPages: ({ now, iso }: Clock) =>
    `CREATE TABLE main.bronze.notion_raw_pages AS ${pages(0, 1600, iso(now - 21 * day), '900')}`,
  newPages: ({ now, iso }: Clock) =>
    `INSERT INTO main.bronze.notion_raw_pages ${pages(1600, 300, iso(now - 2 * hour), '400')}`,
  watermarks: ({ now, iso }: Clock) => `CREATE TABLE main.bronze.notion_sync_watermarks AS
    SELECT ${pick(syncedIds, 'number')} AS database_id, TIMESTAMP '${iso(now - 40 * day)}' AS last_synced_at,
      CAST(CASE WHEN number >= ${databaseIds.length} THEN 0 ELSE ${syncedPages} END AS BIGINT) AS pages_synced
    FROM ${numbers(syncedIds.length)}`,
  // One database has been stale for more than a day.
  synced: ({ now, iso }: Clock) => `UPDATE main.bronze.notion_sync_watermarks
    SET last_synced_at = CASE WHEN database_id = '${risks.id}' THEN TIMESTAMP '${iso(now - 31 * hour)}' ELSE TIMESTAMP '${iso(now - 2 * hour)}' END`,
} as const;

const kpis = [
  'budget_total_eur',
  'actual_total_eur',
  'projects_active',
  'projects_at_risk',
  'tasks_overdue',
  'forecast_accuracy',
];

export const goldTables = {
  kpis: 'CREATE TABLE main.gold.kpis (kpi STRING NOT NULL, value DOUBLE, as_of TIMESTAMP)',
  kpiRows: (at: string, week: number) =>
    `SELECT ${pick(kpis, 'number')}, CAST((number + 1) * 1000 + ${week} * 17 AS DOUBLE), TIMESTAMP '${at}' FROM ${numbers(kpis.length)}`,
  issues: ({ now, iso }: Clock) => `CREATE TABLE main.gold.data_quality_issues AS
    SELECT concat('DQ-', CAST(number + 1 AS STRING)) AS issue_id, ${pick(['low', 'medium', 'high'], 'number % 3')} AS severity,
      ${pick(['main.silver.tasks', 'main.silver.budgets'], 'number % 2')} AS table_name, 'null_rate' AS check_name,
      'Share of empty values above its limit' AS description, CAST(number * 3 + 1 AS BIGINT) AS row_count,
      dateadd(HOUR, -(number * 9), TIMESTAMP '${iso(now - 9 * day)}') AS detected_at,
      CASE WHEN number % 4 <> 0 THEN TIMESTAMP '${iso(now - 9 * day)}' END AS resolved_at
    FROM ${numbers(24)}`,
  newIssues: ({ now, iso }: Clock) => `INSERT INTO main.gold.data_quality_issues VALUES
    ('DQ-901', 'critical', 'main.silver.projects', 'row_count', 'Row count fell by more than 50 % in one run', 340, TIMESTAMP '${iso(now - hour / 6)}', NULL),
    ('DQ-902', 'high', 'main.silver.projects', 'null_rate', 'budget_eur is empty in most rows', 105, TIMESTAMP '${iso(now - hour / 6)}', NULL)`,
  summary: `CREATE TABLE main.gold.portfolio_summary AS
    SELECT status, count(*) AS projects, sum(budget_eur) AS budget_eur, sum(actual_eur) AS actual_eur, current_timestamp() AS as_of
    FROM main.silver.projects VERSION AS OF 13 GROUP BY status`,
} as const;
