// The rows of the statements that delta-tables.ts sends, as Databricks and Delta Lake name their columns.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';

/** BIGINT as the driver gives it; all of these are counts, sizes and versions, far below 2^53. */
const count = z.union([z.bigint(), z.int()]).transform(Number).pipe(z.int().min(0));

/** MAP<STRING, STRING>; entries without a value are left out. */
const texts = z
  .record(z.string(), z.string().nullable())
  .nullable()
  .transform((map) =>
    Object.fromEntries(
      Object.entries(map ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
    ),
  );

export const counted = z.object({ n: count });
export const user = z.object({ name: z.string().min(1) });
export const listed = z.object({ tableName: z.string(), isTemporary: z.boolean() });
export const detail = z.object({ id: z.string(), numFiles: count, sizeInBytes: count });

export const historyRow = z
  .object({
    version: count,
    timestamp: z.date(),
    userName: z.string().nullable(),
    operation: z.string(),
    operationParameters: texts,
    operationMetrics: texts,
  })
  .transform((row) => ({
    version: row.version,
    at: row.timestamp.getTime(),
    user: row.userName ?? '',
    operation: row.operation,
    parameters: row.operationParameters,
    metrics: row.operationMetrics,
  }));

/** What RESTORE returns. (Delta Lake, RestoreTableCommand) */
export const restored = z
  .object({
    table_size_after_restore: count,
    num_of_files_after_restore: count,
    num_removed_files: count,
    num_restored_files: count,
  })
  .transform((row) => ({
    restoredFiles: row.num_restored_files,
    removedFiles: row.num_removed_files,
    filesAfter: row.num_of_files_after_restore,
    bytesAfter: row.table_size_after_restore,
  }));

/** What MERGE returns. (Delta Lake, MergeIntoCommand) */
export const merged = z
  .object({ num_affected_rows: count })
  .transform((row) => ({ changed: row.num_affected_rows }));

export const pageIdRow = z.object({ page_id: z.string() });
export const hashRow = z.object({ page_id: z.string(), content_hash: z.string() });

const time = z
  .date()
  .nullish()
  .transform((at) => at?.getTime() ?? null);

/** An older table has not all of these columns. */
export const watermarkRow = z
  .object({
    database_id: z.string(),
    last_synced_at: time,
    edited_watermark: time,
    pages_synced: count.nullish(),
  })
  .transform((row) => ({
    databaseId: row.database_id,
    syncedAt: row.last_synced_at,
    editedAt: row.edited_watermark,
    pages: row.pages_synced ?? null,
  }));

/** @throws Problem internal for a row of another shape */
export function parseRow<T extends z.ZodType>(shape: T, row: unknown): z.output<T> {
  const parsed = shape.safeParse(row);
  if (parsed.success) return parsed.data;
  throw new Problem(
    'internal',
    'The warehouse answered in a shape that is not known here.',
    'Tell the platform team; the log has the details.',
    { cause: parsed.error },
  );
}

/** Any cell as text; null stays null. */
export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? Number(inner) : inner,
  );
}
