// The statements of the bronze tables. Open-source Delta Lake on Spark knows all of them but `read_files`, which is
// Databricks' own; where nothing is staged, rows travel as one JSON parameter instead.
import { quoteTable, type TableName } from './table-name.js';

/** Columns of the pages' table, and their types. An older table gets those that it lacks. */
export const pageColumns = {
  page_id: 'STRING',
  database_id: 'STRING',
  title: 'STRING',
  url: 'STRING',
  created_time: 'TIMESTAMP',
  last_edited_time: 'TIMESTAMP',
  properties: 'STRING',
  content_hash: 'STRING',
  is_deleted: 'BOOLEAN',
  synced_at: 'TIMESTAMP',
} as const;

/** Columns of the watermarks' table. */
export const watermarkColumns = {
  database_id: 'STRING',
  last_synced_at: 'TIMESTAMP',
  edited_watermark: 'TIMESTAMP',
  pages_synced: 'BIGINT',
} as const;

/** A row on its way: one JSON object. `seq` counts up, so that the last row of a page is known. */
const staged = {
  seq: 'BIGINT',
  page_id: 'STRING',
  database_id: 'STRING',
  title: 'STRING',
  url: 'STRING',
  created_at: 'BIGINT',
  edited_at: 'BIGINT',
  properties: 'STRING',
  content_hash: 'STRING',
  is_deleted: 'BOOLEAN',
} as const;

/** Columns that a merge sets, each from its expression over a staged row. */
const values = {
  database_id: 's.database_id',
  title: 's.title',
  url: 's.url',
  created_time: 's.created_time',
  last_edited_time: 's.last_edited_time',
  properties: 's.properties',
  content_hash: 's.content_hash',
  is_deleted: 's.is_deleted',
  synced_at: 'CAST(:synced_at AS TIMESTAMP)',
} as const;

export function createTable(table: TableName, columns: Readonly<Record<string, string>>): string {
  return `CREATE TABLE IF NOT EXISTS ${quoteTable(table)} (${listed(columns)}) USING DELTA`;
}

export function addColumns(table: TableName, columns: Readonly<Record<string, string>>): string {
  return `ALTER TABLE ${quoteTable(table)} ADD COLUMNS (${listed(columns)})`;
}

function listed(columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

/** Rows of a staged file. @param path of our own making, below the configured volume */
export function stagedFile(path: string): string {
  const schema = listed(staged);
  return `SELECT * FROM read_files('${path}', format => 'json', schema => '${schema}')`;
}

/** Rows of the parameter `rows`, a JSON array. */
export function stagedParameter(): string {
  const fields = Object.entries(staged)
    .map(([name, type]) => `${name}: ${type}`)
    .join(', ');
  return `SELECT inline(from_json(:rows, 'ARRAY<STRUCT<${fields}>>'))`;
}

/**
 * Merges rows by page id; what is the same already is left alone, so that a repeat makes no version.
 * @param source one of the two above
 * @param evenOlder overwrites rows of a later edit too
 */
export function mergePages(table: TableName, source: string, evenOlder: boolean): string {
  const notOlder = evenOlder
    ? ''
    : ' AND (t.last_edited_time IS NULL OR s.last_edited_time >= t.last_edited_time)';
  const sets = Object.entries(values).map(([column, value]) => `t.${column} = ${value}`);
  const columns = ['page_id', ...Object.keys(values)];
  return `MERGE INTO ${quoteTable(table)} AS t USING (
  SELECT page_id, database_id, title, url, timestamp_millis(created_at) AS created_time,
    timestamp_millis(edited_at) AS last_edited_time, properties, content_hash, is_deleted
  FROM (SELECT *, row_number() OVER (PARTITION BY page_id ORDER BY seq DESC) AS place FROM (${source}) AS r) AS p
  WHERE place = 1
) AS s ON t.page_id = s.page_id
WHEN MATCHED AND NOT (t.content_hash <=> s.content_hash AND t.is_deleted <=> s.is_deleted)${notOlder}
  THEN UPDATE SET ${sets.join(', ')}
WHEN NOT MATCHED THEN INSERT (${columns.join(', ')}) VALUES (s.page_id, ${Object.values(values).join(', ')})`;
}

export function mergeWatermark(table: TableName): string {
  return `MERGE INTO ${quoteTable(table)} AS t USING (
  SELECT :database_id AS database_id, CAST(:synced_at AS TIMESTAMP) AS last_synced_at,
    CAST(:edited_at AS TIMESTAMP) AS edited_watermark, CAST(:pages AS BIGINT) AS pages_synced
) AS s ON t.database_id = s.database_id
WHEN MATCHED THEN UPDATE SET t.last_synced_at = s.last_synced_at, t.edited_watermark = s.edited_watermark,
  t.pages_synced = s.pages_synced
WHEN NOT MATCHED THEN INSERT (database_id, last_synced_at, edited_watermark, pages_synced)
  VALUES (s.database_id, s.last_synced_at, s.edited_watermark, s.pages_synced)`;
}

/** Ids in the parameter `ids`, a JSON array of texts. */
const ids = "(SELECT explode(from_json(:ids, 'ARRAY<STRING>')) AS page_id)";

export function markDeleted(table: TableName): string {
  return `MERGE INTO ${quoteTable(table)} AS t USING ${ids} AS s ON t.page_id = s.page_id
WHEN MATCHED AND t.database_id = :database_id AND NOT (t.is_deleted <=> true)
  THEN UPDATE SET t.is_deleted = true, t.synced_at = CAST(:synced_at AS TIMESTAMP)`;
}

export function selectHashes(table: TableName): string {
  return `SELECT t.page_id, t.content_hash FROM ${quoteTable(table)} AS t JOIN ${ids} AS s ON t.page_id = s.page_id
WHERE NOT (t.is_deleted <=> true) AND t.content_hash IS NOT NULL`;
}

/** @param spans numbers, checked by their type; `undated`: rows without a creation time as well */
export function selectLivePages(
  table: TableName,
  spans: readonly { from: number; to: number | null }[],
  undated: boolean,
): string {
  const within = spans.map(({ from, to }) => {
    const begins = `created_time >= timestamp_millis(${whole(from)})`;
    return to === null ? begins : `${begins} AND created_time < timestamp_millis(${whole(to)})`;
  });
  const conditions = [...within, ...(undated ? ['created_time IS NULL'] : [])];
  return `SELECT page_id FROM ${quoteTable(table)}
WHERE database_id = :database_id AND NOT (is_deleted <=> true) AND ((${conditions.join(') OR (')}))`;
}

export function countPages(table: TableName, canBeDeleted: boolean): string {
  const live = canBeDeleted ? ' AND NOT (is_deleted <=> true)' : '';
  return `SELECT count(*) AS n FROM ${quoteTable(table)} WHERE database_id = :database_id${live}`;
}

function whole(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new Error('A time is no whole number of milliseconds.');
}
