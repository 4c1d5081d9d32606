// DESCRIBE HISTORY, DESCRIBE DETAIL and DESCRIBE TABLE.
import { openTable, type Plan, type StatementContext } from '../engine.js';
import { totalBytes, type DeltaTable, type Version } from '../delta/table.js';
import type { Cursor } from '../sql/cursor.js';
import { parseName } from '../sql/names.js';
import { formatType, type Cell, type Column, type SparkType } from '../sql/types.js';

const string: SparkType = { name: 'string' };
const bigint: SparkType = { name: 'bigint' };
const int: SparkType = { name: 'int' };
const timestamp: SparkType = { name: 'timestamp' };
const texts: SparkType = { name: 'map', key: string, value: string };
const list: SparkType = { name: 'array', element: string };

const columnsOf = (of: Readonly<Record<string, SparkType>>): Column[] =>
  Object.entries(of).map(([name, type]) => ({ name, type }));

const job: SparkType = {
  name: 'struct',
  fields: ['jobId', 'jobName', 'jobRunId', 'runId', 'jobOwnerId', 'triggerType'].map((name) => ({
    name,
    type: string,
  })),
};
const notebook: SparkType = { name: 'struct', fields: [{ name: 'notebookId', type: string }] };

/** DESCRIBE HISTORY's columns, in Databricks' order. */
const historyColumns = columnsOf({
  version: bigint,
  timestamp,
  userId: string,
  userName: string,
  operation: string,
  operationParameters: texts,
  job,
  notebook,
  clusterId: string,
  readVersion: bigint,
  isolationLevel: string,
  isBlindAppend: { name: 'boolean' },
  operationMetrics: texts,
  userMetadata: string,
  engineInfo: string,
});

const detailColumns = columnsOf({
  format: string,
  id: string,
  name: string,
  description: string,
  location: string,
  createdAt: timestamp,
  lastModified: timestamp,
  partitionColumns: list,
  clusteringColumns: list,
  numFiles: bigint,
  sizeInBytes: bigint,
  properties: texts,
  minReaderVersion: int,
  minWriterVersion: int,
  tableFeatures: list,
  statistics: texts,
});

const micros = (millis: number) => BigInt(Math.trunc(millis)) * 1000n;
const asMap = (of: Readonly<Record<string, string | null>>): Map<string, Cell> =>
  new Map(Object.entries(of));

/** A number for a user that stays the same, as the workspace's user ids do. */
const userId = (name: string) =>
  String(
    Buffer.from(name).reduce((hash, byte) => (hash * 31 + byte) % 9_000_000_000_000, 7) +
      1_000_000_000_000,
  );

function jobCell(version: Version): Cell {
  if (version.job === null) return null;
  const values = [
    String(version.job.length + 801),
    version.job,
    String(90_000 + version.version),
    null,
    userId(version.userName),
    'periodic',
  ];
  return new Map(
    job.name === 'struct'
      ? job.fields.map((f, i): [string, Cell] => [f.name, values[i] ?? null])
      : [],
  );
}

const historyRow = (version: Version): Cell[] => [
  BigInt(version.version),
  micros(version.timestamp),
  userId(version.userName),
  version.userName,
  version.operation,
  asMap(version.operationParameters),
  jobCell(version),
  null,
  version.job === null ? null : '0612-081500-ppmjobs',
  version.readVersion === null ? null : BigInt(version.readVersion),
  version.isolationLevel,
  version.isBlindAppend,
  asMap(version.operationMetrics),
  null,
  'Databricks-Runtime/16.4.x-photon-scala2.12',
];

function planHistory(cursor: Cursor, context: StatementContext): Plan {
  const table = openTable(context, parseName(cursor, { identifierClause: true }), 'SELECT');
  const limit = cursor.take('LIMIT') ? Number(cursor.next().text) : Infinity;
  if (Number.isNaN(limit)) throw cursor.error();
  cursor.expectEnd();
  const rows = table.versions.toReversed().slice(0, limit).map(historyRow);
  return { writes: false, run: async () => ({ columns: historyColumns, rows }) };
}

const detailRow = (table: DeltaTable): Cell[] => [
  'delta',
  table.id,
  table.fullName.join('.'),
  null,
  table.location,
  micros(table.createdAt),
  micros(table.latest.timestamp),
  [],
  [],
  BigInt(table.latest.files.length),
  BigInt(totalBytes(table.latest.files)),
  asMap(table.latest.properties),
  1,
  2,
  ['appendOnly', 'invariants'],
  new Map(),
];

function planDetail(cursor: Cursor, context: StatementContext): Plan {
  const table = openTable(context, parseName(cursor, { identifierClause: true }), 'SELECT');
  cursor.expectEnd();
  const rows = [detailRow(table)];
  return { writes: false, run: async () => ({ columns: detailColumns, rows }) };
}

function planTable(cursor: Cursor, context: StatementContext): Plan {
  cursor.take('TABLE');
  const extended = cursor.take('EXTENDED') || cursor.take('FORMATTED');
  const table = openTable(context, parseName(cursor, { identifierClause: true }), 'SELECT');
  cursor.expectEnd();
  const rows: Cell[][] = table.latest.columns.map((c) => [
    c.name,
    formatType(c.type),
    c.comment ?? null,
  ]);
  if (extended) {
    const [catalog, schema, name] = table.fullName;
    const details = [
      ['Catalog', catalog],
      ['Database', schema],
      ['Table', name],
      ['Created Time', new Date(table.createdAt).toUTCString()],
      ['Type', 'MANAGED'],
      ['Location', table.location],
      ['Provider', 'delta'],
      ['Owner', 'data-platform'],
    ];
    rows.push(['', '', ''], ['# Detailed Table Information', '', '']);
    rows.push(...details.map(([key, value]): Cell[] => [key ?? '', value ?? '', '']));
  }
  const columns = columnsOf({ col_name: string, data_type: string, comment: string });
  return { writes: false, run: async () => ({ columns, rows }) };
}

/** The cursor stands behind DESCRIBE or DESC. */
export function planDescribe(cursor: Cursor, context: StatementContext): Plan {
  if (cursor.take('HISTORY')) return planHistory(cursor, context);
  if (cursor.take('DETAIL')) return planDetail(cursor, context);
  return planTable(cursor, context);
}
