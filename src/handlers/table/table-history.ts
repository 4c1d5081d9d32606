// `table history`: what each version of a Delta table did, and whether the newest one did harm.
// (Runbook 1, "Restore Data from Time Travel": DESCRIBE HISTORY)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Finding, Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { instant, isVacuum, vacuumedSince } from '../../services/databricks/history.js';
import { knownTable } from '../../services/databricks/look-up.js';
import {
  parseTableName,
  showTable,
  tableInput,
  type TableName,
} from '../../services/databricks/table-name.js';
import type { TableVersion } from '../../services/databricks/tables.js';
import { effectOf, effectText } from '../../services/databricks/version-effect.js';

/** A version that removes a larger part of the rows than this looks like an accident. */
const harmfulShare = 0.3;

export const tableHistory = defineQuery({
  id: 'table.history',
  family: 'Databricks',
  summary: 'Versions of a Delta table: who did what, and how many rows it changed',
  runbook: 'finance-ppm#restore-data-from-time-travel',
  examples: ['table history main.silver.projects', 'table history main.gold.kpis --limit 50'],
  args: ['table'],
  input: z.object({
    table: tableInput,
    limit: z.coerce.number().int().min(1).max(100).default(20).describe('How many versions'),
  }),
  async read(input, context) {
    const { tables, overview, signal } = context;
    const table = parseTableName(input.table, overview.defaultCatalog);
    const history = await knownTable(
      tables,
      table,
      () => tables.history(table, input.limit, signal),
      signal,
    );
    const rowsNow = await tables.count(table, undefined, signal);
    const harm = await findHarm(table, history, rowsNow, context);
    const gone = history.filter(({ version }) => vacuumedSince(history, version) !== null);
    const findings = [...(harm ? [harm] : []), ...vacuumFinding(history, gone)];
    const newest = history[0];
    return {
      status: harm ? 'warning' : 'good',
      headline: `${showTable(table)} is at version ${newest?.version ?? '?'} with ${rowsNow} rows`,
      findings,
      tables: [versionTable(history, gone, input.limit)],
      notes: ['Times are UTC. Rows changed are as Delta counted them when the version was made.'],
    };
  },
});

function versionTable(history: TableVersion[], gone: TableVersion[], limit: number): Table {
  const mark = (version: TableVersion, index: number): string => {
    if (index === 0) return `${version.version} (current)`;
    return gone.includes(version) ? `${version.version} (files gone)` : String(version.version);
  };
  return {
    title: 'Versions',
    columns: [
      { label: 'Version', align: 'right' },
      { label: 'When' },
      { label: 'Who' },
      { label: 'What' },
      { label: 'Rows changed' },
    ],
    rows: history.map((version, index) => [
      mark(version, index),
      instant(version.at),
      version.user,
      version.operation,
      effectText(version),
    ]),
    ...(history.length === limit && history.at(-1)?.version !== 0
      ? { more: `older versions: --limit up to 100` }
      : {}),
  };
}

/** The newest version that changed data, if it took away more of the rows than is usual. */
async function findHarm(
  table: TableName,
  history: TableVersion[],
  rowsNow: number,
  { tables, signal }: Context,
): Promise<Finding | undefined> {
  const newest = history.find((version) => !isVacuum(version) && version.operation !== 'OPTIMIZE');
  // A restore takes rows away because somebody wanted that.
  if (!newest || newest.version === 0 || newest.operation === 'RESTORE') return undefined;
  const before = newest.version - 1;
  const rowsBefore = await rowsAt(table, before, { tables, signal });
  if (rowsBefore === undefined || rowsBefore === 0) return undefined;
  const lost = Math.max(rowsBefore - rowsNow, effectOf(newest)?.removed ?? 0);
  if (lost / rowsBefore <= harmfulShare) return undefined;
  const restorable = vacuumedSince(history, before) === null;
  return {
    severity: 'bad',
    title: `Version ${newest.version} removed ${lost} of ${rowsBefore} rows`,
    evidence: `${newest.operation} by ${newest.user} at ${instant(newest.at)}; ${rowsNow} rows now.`,
    fix: restorable
      ? `If that was not meant, restore version ${before}. Its files are all there.`
      : `A VACUUM has deleted files of version ${before}: it can't be restored.`,
    ...(restorable
      ? {
          suggestion: {
            label: `Restore to version ${before}`,
            operation: 'table.restore',
            input: { table: showTable(table), version: before },
          },
        }
      : {}),
  };
}

/** Undefined where that version can't be read any more. */
async function rowsAt(
  table: TableName,
  version: number,
  { tables, signal }: Pick<Context, 'tables' | 'signal'>,
): Promise<number | undefined> {
  try {
    return await tables.count(table, version, signal);
  } catch (error) {
    const unreadable =
      error instanceof Problem && (error.code === 'history_gone' || error.code === 'not_found');
    if (unreadable) return undefined;
    throw error;
  }
}

function vacuumFinding(history: TableVersion[], gone: TableVersion[]): Finding[] {
  const last = gone[0];
  const vacuum = last && vacuumedSince(history, last.version);
  if (!last || !vacuum) return [];
  return [
    {
      severity: 'info',
      title: `Versions up to ${last.version} can't be read or restored any more`,
      evidence: `A VACUUM (version ${vacuum.version}, ${instant(vacuum.at)}) has deleted their files.`,
    },
  ];
}
