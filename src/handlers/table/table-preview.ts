// `table preview`: rows of a Delta table as they were, and how they differ from now.
// (Runbook 1, "Restore Data from Time Travel": SELECT … VERSION AS OF, TIMESTAMP AS OF)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { instant } from '../../services/databricks/history.js';
import { parseTableName, showTable, tableInput } from '../../services/databricks/table-name.js';
import type { Rows } from '../../services/databricks/tables.js';
import { oneMoment, pickVersion, versionInputs } from '../../services/databricks/target-version.js';

/** How many rows are shown. */
const shown = 20;

export const tablePreview = defineQuery({
  id: 'table.preview',
  family: 'Databricks',
  summary: 'Rows of a Delta table as they were in a version, and how they differ from now',
  runbook: 'finance-ppm#restore-data-from-time-travel',
  examples: [
    'table preview main.silver.projects --version 5',
    'table preview main.silver.projects --at 2026-01-15T10:00:00Z',
  ],
  args: ['table'],
  input: z.object({ table: tableInput, ...versionInputs }).superRefine(oneMoment),
  async read(input, { tables, overview, signal }) {
    const table = parseTableName(input.table, overview.defaultCatalog);
    const { current, target, gone } = await pickVersion(tables, table, input, signal);
    if (gone) throw gone;
    const [then, now, sample] = await Promise.all([
      tables.count(table, target.version, signal),
      tables.count(table, current.version, signal),
      tables.rows(table, target.version, shown, signal),
    ]);
    const [missing, added] = await comparison(() =>
      Promise.all([
        tables.difference(table, target.version, current.version, signal),
        tables.difference(table, current.version, target.version, signal),
      ]),
    );
    const isCurrent = target.version === current.version;
    return {
      status: 'info',
      headline: `${showTable(table)} in version ${target.version}: ${then} rows, ${now} now`,
      facts: [
        { label: 'Version', value: `${target.version} of ${current.version}` },
        { label: 'Made', value: `${instant(target.at)} by ${target.user} (${target.operation})` },
        { label: 'Rows then', value: String(then) },
        { label: 'Rows now', value: String(now) },
        { label: 'Only then', value: missing },
        { label: 'Only now', value: added },
      ],
      tables: [rowTable(sample, target.version, then)],
      notes: [
        'A changed row counts as one that was only there then and one that is only there now.',
      ],
      ...(isCurrent
        ? {}
        : {
            suggestions: [
              {
                label: `Restore to version ${target.version}`,
                operation: 'table.restore',
                input: { table: showTable(table), version: target.version },
              },
            ],
          }),
    };
  },
});

/** Both counts as text. Two versions with different columns can't be compared, and the preview does without. */
async function comparison(count: () => Promise<[number, number]>): Promise<[string, string]> {
  try {
    const [missing, added] = await count();
    return [String(missing), String(added)];
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_possible') throw error;
    const why = 'not comparable: the columns differ';
    return [why, why];
  }
}

function rowTable({ columns, rows }: Rows, version: number, count: number): Table {
  return {
    title: `Rows in version ${version}`,
    columns: columns.map((label) => ({ label })),
    rows: rows.map((row) => row.map((cell) => cell ?? 'NULL')),
    ...(count > rows.length ? { more: `${count - rows.length} more rows` } : {}),
  };
}
