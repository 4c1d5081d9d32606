// `notion performance`: how fast Notion answers a query of each database, and how many rows there are.
// (Runbook orchestra, "Database Performance": good under 200 ms, warning 200 to 500, critical above; "Slow Dashboard
// Loading": a query of each database, timed)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Chart, Finding, Report, Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import type { DataSource, NotionConnection } from '../../services/notion/notion.js';
import { eachDatabase, unreadFindings } from '../../services/notion/reading/each-database.js';
import { chartLabels } from '../../services/notion/reading/words.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import { databasesOf, type Database } from '../../services/systems/systems.js';

/** Milliseconds: from `warning` on it is one, above `critical` it is that. */
const bands = { warning: 200, critical: 500 };
/** Bars that Slack draws in one chart. */
const mostBars = 20;

type Band = 'good' | 'warning' | 'critical';

interface Timing {
  database: Database;
  /** Milliseconds; null where the budget was spent, so that a part of it would have been waiting. */
  took: number | null;
  /** Live pages as of the last sync; null where nobody knows. */
  rows: number | null;
}

export const notionPerformance = defineQuery({
  id: 'notion.performance',
  family: 'Notion',
  summary: 'Response time and rows of each Notion database',
  runbook: 'orchestra#database-performance',
  examples: ['notion performance'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const { notion, systems, signal } = context;
    const { read, unread } = await eachDatabase(databasesOf(systems), (database) =>
      notion.people.dataSource(database.id, signal),
    );
    const timings: Timing[] = [];
    // One after the other: side by side they would slow each other down.
    for (const { database, answer: source } of read)
      timings.push({
        database,
        took: await timed(source, context),
        rows: await rowsOf(database, source, context),
      });
    return reportOf(timings, unreadFindings(unread));
  },
});

async function timed(source: DataSource, { notion, now, signal }: Context): Promise<number | null> {
  const waits = isSpent(notion, now());
  const begun = now();
  await notion.people.query(
    source.id,
    { sort: { by: 'created_time', direction: 'ascending' }, pageSize: 100 },
    signal,
  );
  const ended = now();
  return waits || isSpent(notion, ended) ? null : ended - begun;
}

/** True while a call would wait for its turn. */
function isSpent(notion: NotionConnection, now: number): boolean {
  const { left, closedUntil } = notion.budget();
  return left <= 0 || (closedUntil !== null && closedUntil > now);
}

/** Only what this bot syncs itself is in the table. */
async function rowsOf(
  database: Database,
  source: DataSource,
  { bronze, systems, signal }: Context,
): Promise<number | null> {
  if (systems[database.system]?.sync?.kind !== 'notion') return null;
  try {
    return await bronze.count(source.databaseId, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return null;
  }
}

function reportOf(timings: readonly Timing[], unread: readonly Finding[]): Report {
  const known = timings.filter((timing) => timing.took !== null);
  const critical = known.filter(({ took }) => bandOf(took) === 'critical');
  const slow = known.filter(({ took }) => bandOf(took) !== 'good');
  return {
    status: critical.length > 0 ? 'bad' : slow.length + unread.length > 0 ? 'warning' : 'good',
    headline:
      known.length === 0
        ? 'No database could be timed'
        : slow.length === 0
          ? `All ${known.length} databases that were timed answer within ${bands.warning} ms`
          : `${slow.length} of ${known.length} databases answer slower than is good${critical.length > 0 ? `, ${critical.length} critically` : ''}`,
    findings: [...critical.map(slowFinding), ...unread],
    tables: [timingTable(timings)],
    charts: known.length === 0 ? [] : [chartOf(known)],
    notes: [
      `One query of 100 rows each, one after the other. Good is under ${bands.warning} ms, critical above ${bands.critical} ms.`,
      'The wait for the budget of the connection is not counted: what was asked while it was spent is left out.',
      'Rows are live pages as of the last sync; – where this bot does not sync them, or the warehouse does not answer.',
    ],
  };
}

function bandOf(took: number | null): Band | 'not timed' {
  if (took === null) return 'not timed';
  if (took < bands.warning) return 'good';
  return took <= bands.critical ? 'warning' : 'critical';
}

function slowFinding({ database, took }: Timing): Finding {
  return {
    severity: 'bad',
    title: `${fullName(database)} answers critically slowly`,
    evidence: `A query of 100 rows took ${took} ms.`,
    cause:
      'Many properties, rollups and formulas make Notion slow; so does Notion itself at times.',
    fix: 'Try again in some minutes; if it stays, look at status.notion.so and thin out formulas and rollups.',
  };
}

function timingTable(timings: readonly Timing[]): Table {
  return {
    title: 'Databases',
    columns: [
      { label: 'Database' },
      { label: 'Response, ms', align: 'right' },
      { label: 'Band' },
      { label: 'Rows at last sync', align: 'right' },
    ],
    rows: timings.map(({ database, took, rows }) => [
      fullName(database),
      took === null ? '–' : String(took),
      bandOf(took),
      rows === null ? '–' : String(rows),
    ]),
  };
}

/** The slowest ones first. */
function chartOf(known: readonly Timing[]): Chart {
  const drawn = known.toSorted((a, b) => (b.took ?? 0) - (a.took ?? 0)).slice(0, mostBars);
  return {
    kind: 'bar',
    title: 'Response time, ms',
    categories: chartLabels(drawn.map(({ database }) => fullName(database))),
    series: [{ name: 'ms', values: drawn.map(({ took }) => took ?? 0) }],
  };
}
