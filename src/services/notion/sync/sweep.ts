// Pages that are in the table and were not met where they would have to be: in the trash, moved, or gone for good. Notion
// tells of none of these by itself, so a full refresh looks for them, span by span.
import { Problem } from '../../../core/problem.js';
import type { Bronze } from '../../databricks/bronze.js';
import type { Notion, NotionPage } from '../notion.js';
import type { HandedOn } from './spans.js';

/** So many are asked for one by one; of more it would take hours, and the reading was complete without them. */
const asked = 200;

export interface SweepOptions {
  notion: Pick<Notion, 'page'>;
  bronze: Pick<Bronze, 'livePages' | 'markDeleted'>;
  databaseId: string;
  dataSource: string;
  syncedAt: number;
  signal: AbortSignal;
}

/** @returns how many rows were marked, and pages that turned out to be there after all (they came back meanwhile) */
export async function sweep(
  options: SweepOptions,
  { complete, seen, remaining }: HandedOn,
): Promise<{ deleted: number; there: NotionPage[] }> {
  const { bronze, databaseId, signal } = options;
  if (complete.length === 0) return { deleted: 0, there: [] };
  const rows = await bronze.livePages(databaseId, complete, {
    undated: remaining.length === 0,
    signal,
  });
  const missing = rows.filter((id) => !seen.has(id));
  const there: NotionPage[] = [];
  if (missing.length <= asked)
    for (const id of missing) {
      const page = await pageIn(options, id);
      if (page) there.push(page);
    }
  const found = new Set(there.map(({ id }) => id));
  const gone = missing.filter((id) => !found.has(id));
  if (gone.length > 0)
    await bronze.markDeleted(databaseId, gone, { syncedAt: options.syncedAt, signal });
  return { deleted: gone.length, there };
}

/** The page if it is live and in this database; null else. */
async function pageIn(
  { notion, databaseId, dataSource, signal }: SweepOptions,
  id: string,
): Promise<NotionPage | null> {
  try {
    const page = await notion.page(id, signal);
    const isHere = page.dataSourceId === dataSource || page.databaseId === databaseId;
    return isHere && !page.inTrash ? page : null;
  } catch (error) {
    // An id that another connector made up is refused as invalid.
    const isGone =
      error instanceof Problem && (error.code === 'not_found' || error.code === 'invalid_input');
    if (isGone) return null;
    throw error;
  }
}
