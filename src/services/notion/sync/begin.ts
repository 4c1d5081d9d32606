// How the sync of a database begins: what has to be read, and what the watermark becomes in the end. Found out before the
// first page is read, so that an edit made during the reading is never behind the watermark.
import type { Watermark } from '../../databricks/bronze.js';
import type { NotionPage, Query, QueryPage } from '../notion.js';
import type { Checkpoint } from './checkpoint.js';
import type { DatabaseJob, SyncParts } from './job.js';

const minute = 60_000;

export interface Beginning {
  checkpoint: Checkpoint;
  /** The pages, where one answer gave them all; else `checkpoint.remaining` says what is to be read. */
  pages: readonly NotionPage[];
  /** The first pages in the trash that were edited since, and whether there are more; a full refresh needs none. */
  trash: QueryPage | null;
}

export async function begin(parts: SyncParts, job: DatabaseJob): Promise<Beginning> {
  const { notion, now } = parts;
  const { signal } = job;
  const { id, databaseId } = await parts.sources.of(job.database, signal);
  const startedAt = now();
  const watermark = await watermarkOf(parts, job, databaseId);
  const editedFrom = watermark === null ? null : startOf(watermark, parts.overlapMs);
  const byEdit = (inTrash: boolean, pageSize: number): Query => ({
    ...(editedFrom === null ? {} : { edited: { from: editedFrom } }),
    ...(inTrash ? { inTrash } : {}),
    sort: { by: 'last_edited_time', direction: 'descending' },
    pageSize,
  });
  const live = await notion.query(id, byEdit(false, editedFrom === null ? 1 : 100), signal);
  const trash = editedFrom === null ? null : await notion.query(id, byEdit(true, 100), signal);
  const isSmall = editedFrom !== null && live.next === null && !live.incomplete;
  return {
    checkpoint: {
      dataSource: id,
      databaseId,
      startedAt,
      editedFrom,
      mark: markAfter({ watermark, live, trash, isQuick: now() - startedAt < minute }),
      newest: isSmall ? startedAt : await newestOf(parts, id, editedFrom, signal),
      // A full refresh of a database that is empty now has rows to look for all the same.
      remaining: isSmall ? [] : [{ from: 0, to: null }],
      counts: { pages: 0, changed: 0, deleted: 0, failed: 0 },
      unknownTypes: [],
    },
    pages: isSmall ? live.pages : [],
    trash,
  };
}

/** Null where everything has to be read. */
async function watermarkOf(
  { bronze }: SyncParts,
  { mode, signal }: DatabaseJob,
  databaseId: string,
): Promise<Watermark | null> {
  if (mode === 'full') return null;
  const marks = await bronze.watermarks(signal);
  const mark = marks.find((candidate) => candidate.databaseId === databaseId);
  return mark !== undefined && (mark.syncedAt !== null || mark.editedAt !== null) ? mark : null;
}

/** The earlier of both: people reset `last_synced_at` (runbook finance-ppm, "Reset Sync Watermarks"). */
function startOf({ syncedAt, editedAt }: Watermark, overlapMs: number): number {
  const from = Math.min(syncedAt ?? Infinity, editedAt ?? Infinity) - overlapMs;
  return Math.max(0, Math.floor(from / minute) * minute);
}

/**
 * Notion's newest edit before the reading began, by Notion's own clock. The trash was asked a moment later than the live
 * pages: an edit in between is caught by the overlap only when the moment was short.
 */
function markAfter(begun: {
  watermark: Watermark | null;
  live: QueryPage;
  trash: QueryPage | null;
  isQuick: boolean;
}): number | null {
  const { watermark, live, trash, isQuick } = begun;
  const edits = [
    watermark?.editedAt ?? null,
    live.pages[0]?.editedAt ?? null,
    isQuick ? (trash?.pages[0]?.editedAt ?? null) : null,
  ].filter((at) => at !== null);
  return edits.length === 0 ? null : Math.max(...edits);
}

async function newestOf(
  { notion, now }: SyncParts,
  dataSource: string,
  editedFrom: number | null,
  signal: AbortSignal,
): Promise<number> {
  const { pages } = await notion.query(
    dataSource,
    {
      ...(editedFrom === null ? {} : { edited: { from: editedFrom } }),
      sort: { by: 'created_time', direction: 'descending' },
      pageSize: 1,
    },
    signal,
  );
  return pages[0]?.createdAt ?? now();
}
