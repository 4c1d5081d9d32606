// `quality`: open data-quality issues, by where they come from. (Runbook 1, "P3 - Data Quality Issue": query
// main.gold.data_quality_issues, identify the source, re-run the transformation)
import { z } from 'zod';
import type { Finding, Report } from '../../core/report.js';
import type { IssueGroup } from '../../services/cleanup/cleaning.js';
import { sourceOf, sources, worstFirst, type Source } from '../../services/cleanup/sources.js';
import { defineQuery } from '../../services/context.js';
import { knownTable } from '../../services/databricks/look-up.js';
import { parseTableName, showTable, tableInput } from '../../services/databricks/table-name.js';
import { chartLabels, counted, minuteText } from '../../services/notion/reading/words.js';

const mostRows = 50;
const mostBars = 20;
const mostFindings = 5;

export const quality = defineQuery({
  id: 'quality',
  family: 'Databricks',
  summary: 'Open data-quality issues by source: Notion, transformation, aggregation',
  runbook: 'finance-ppm#p3-data-quality-issue',
  examples: ['quality', 'quality main.silver.projects'],
  args: ['table'],
  input: z.object({ table: tableInput.optional() }),

  async read({ table }, { cleaning, overview, tables, signal }) {
    const name = table === undefined ? null : parseTableName(table, overview.defaultCatalog);
    const groups = await cleaning.issues(name && showTable(name), signal);
    // No issues of a table that is not there would be a wrong answer.
    if (name !== null && groups.length === 0)
      await knownTable(tables, name, () => tables.detail(name, signal), signal);
    return reportOf(groups.toSorted(worstFirst), name && showTable(name));
  },
});

function reportOf(groups: readonly IssueGroup[], table: string | null): Report {
  const open = groups.reduce((sum, group) => sum + group.open, 0);
  const where = table === null ? '' : ` of ${table}`;
  if (open === 0) return { status: 'good', headline: `No open data-quality issues${where}` };
  const grave = groups.filter(({ severity }) => severity === 'critical' || severity === 'high');
  const bySource = sources.flatMap((source) => {
    const some = groups.filter((group) => sourceOf(group.table) === source);
    return some.length === 0
      ? []
      : [{ source, open: some.reduce((sum, one) => sum + one.open, 0) }];
  });
  return {
    status: grave.length > 0 ? 'bad' : 'warning',
    headline: `${counted(open, 'open issue')}${where}: ${bySource.map(({ source, open: some }) => `${some} from ${source}`).join(', ')}`,
    findings: grave.slice(0, mostFindings).map(findingOf),
    tables: [
      {
        title: 'Open issues',
        columns: [
          { label: 'Source' },
          { label: 'Table' },
          { label: 'Severity' },
          { label: 'Check' },
          { label: 'Issues', align: 'right' },
          { label: 'Rows', align: 'right' },
          { label: 'Newest' },
        ],
        rows: groups
          .slice(0, mostRows)
          .map((group) => [
            sourceOf(group.table),
            group.table,
            group.severity,
            group.check,
            String(group.open),
            String(group.rows),
            group.newest === null ? '–' : minuteText(group.newest),
          ]),
        ...(groups.length > mostRows ? { more: `${groups.length - mostRows} more checks` } : {}),
      },
    ],
    charts: [chartOf(groups)],
    notes: [
      'From main.gold.data_quality_issues, unresolved ones. Fix data at its source, then run the transformation again.',
    ],
  };
}

function chartOf(groups: readonly IssueGroup[]): NonNullable<Report['charts']>[number] {
  const tables = [...new Set(groups.map(({ table }) => table))].slice(0, mostBars);
  const of = (table: string, isGrave: boolean): number =>
    groups
      .filter(
        (group) => group.table === table && /^(?:critical|high)$/.test(group.severity) === isGrave,
      )
      .reduce((sum, group) => sum + group.open, 0);
  return {
    kind: 'bar',
    title: 'Open issues by table',
    categories: chartLabels(tables.map((table) => table.replace(/^[^.]*\./, ''))),
    series: [
      { name: 'Critical, high', values: tables.map((table) => of(table, true)) },
      { name: 'Others', values: tables.map((table) => of(table, false)) },
    ],
  };
}

const fixes: Readonly<Record<Source, string>> = {
  Notion: 'Correct it in Notion, then sync and run the transformation again.',
  transformation: 'Correct the source or the notebook, then run silver_transformations again.',
  aggregation: 'See that silver is right, then run gold_aggregations again.',
  'somewhere else': 'Find what writes the table.',
};

function findingOf(group: IssueGroup): Finding {
  const source = sourceOf(group.table);
  const isLoss = group.check === 'row_count';
  const job = source === 'transformation' ? 'silver_transformations' : 'gold_aggregations';
  return {
    severity: group.severity === 'critical' ? 'bad' : 'warning',
    title: `${group.table}: ${group.check} (${group.severity}), ${counted(group.open, 'issue')}`,
    evidence: `${group.rows} rows are concerned${group.newest === null ? '' : `, last seen ${minuteText(group.newest)}`}.`,
    cause: `It comes from ${source}.`,
    fix: isLoss
      ? 'Look at the table’s history: a bad run can be taken back with a restore.'
      : fixes[source],
    suggestion: isLoss
      ? { label: 'History', operation: 'table.history', input: { table: group.table } }
      : source === 'Notion'
        ? { label: 'Diagnose the sync', operation: 'diagnose', input: { what: 'sync' } }
        : { label: `Run ${job}`, operation: 'job.run', input: { name: job } },
  };
}
