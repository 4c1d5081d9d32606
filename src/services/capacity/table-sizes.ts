// How large the Delta tables are, and how much was written to them. (Runbook 1, "Quarterly: Capacity Review": data volume)
import type { Chart, Finding, Table } from '../../core/report.js';
import { Problem } from '../../core/problem.js';
import { parseTableName } from '../databricks/table-name.js';
import type { Tables, TableVersion } from '../databricks/tables.js';
import { chartLabels } from '../notion/reading/words.js';
import { sideBySide } from '../notion/reading/side-by-side.js';

const schemas = ['bronze', 'silver', 'gold'];
/** Each costs two statements. */
const mostTables = 30;
const width = 4;
const mostVersions = 1_000;
const mostBars = 6;
/** Metrics with the bytes that a version added, as the operations call them. (Delta Lake, DeltaOperations.scala) */
const addedMetrics = ['numOutputBytes', 'numTargetBytesAdded', 'numAddedBytes'];
/** Smaller files than this on average cost more to open than to read. Bytes. */
const smallFile = 1024 * 1024;
const manyFiles = 500;

export interface TableSize {
  name: string;
  files: number;
  bytes: number;
  /** Since the beginning of the quarter, as far as the history reaches. */
  versions: number;
  added: number;
}

/** Largest first. @param from epoch milliseconds */
export async function tableSizes(
  tables: Tables,
  { catalog, from }: { catalog: string; from: number },
  signal: AbortSignal,
): Promise<TableSize[]> {
  const names = (
    await Promise.all(
      schemas.map((schema) => tables.list(catalog, schema, signal).catch(noneThere)),
    )
  ).flat();
  const sizes = await sideBySide(names.slice(0, mostTables), width, async (name) => {
    const table = parseTableName(name, catalog);
    const [{ files, bytes }, history] = await Promise.all([
      tables.detail(table, signal),
      tables.history(table, mostVersions, signal),
    ]);
    const since = history.filter(({ at }) => at >= from);
    return {
      name,
      files,
      bytes,
      versions: since.length,
      added: since.reduce((sum, version) => sum + bytesAdded(version), 0),
    };
  });
  return sizes.toSorted((a, b) => b.bytes - a.bytes);
}

/** A schema that is not there has no tables. */
function noneThere(error: unknown): string[] {
  if (error instanceof Problem && error.code === 'not_found') return [];
  throw error;
}

function bytesAdded({ metrics }: TableVersion): number {
  const text = addedMetrics.flatMap((name) => metrics[name] ?? [])[0];
  const bytes = Number(text ?? 0);
  return Number.isFinite(bytes) ? bytes : 0;
}

export function sizesTable(sizes: readonly TableSize[]): Table[] {
  if (sizes.length === 0) return [];
  return [
    {
      title: 'Delta tables',
      columns: [
        { label: 'Table' },
        { label: 'MB', align: 'right' },
        { label: 'Files', align: 'right' },
        { label: 'Versions', align: 'right' },
        { label: 'MB written', align: 'right' },
      ],
      rows: sizes.map(({ name, bytes, files, versions, added }) => [
        name,
        megabytes(bytes),
        String(files),
        String(versions),
        megabytes(added),
      ]),
    },
  ];
}

export function sizesChart(sizes: readonly TableSize[]): Chart[] {
  const drawn = sizes.slice(0, mostBars);
  if (drawn.length === 0) return [];
  return [
    {
      kind: 'bar',
      title: 'Delta tables, MB: size, written in 13 weeks',
      categories: chartLabels(drawn.map(({ name }) => name.replace(/^[^.]*\./, ''))),
      series: [
        { name: 'Size', values: drawn.map(({ bytes }) => Number(megabytes(bytes))) },
        {
          name: 'Written',
          values: drawn.map(({ added }) => Number(megabytes(added))),
        },
      ],
    },
  ];
}

export function sizeFindings(sizes: readonly TableSize[]): Finding[] {
  return sizes
    .filter(({ files, bytes }) => files >= manyFiles && bytes / files < smallFile)
    .slice(0, 3)
    .map(({ name, files, bytes }) => ({
      severity: 'info',
      title: `${name} has many small files`,
      evidence: `${files} files of ${megabytes(bytes / files)} MB on average.`,
      fix: 'OPTIMIZE it, and let it be clustered or compacted by itself.',
    }));
}

/** With two digits after the point, so that small ones are not nothing. */
function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(2);
}
