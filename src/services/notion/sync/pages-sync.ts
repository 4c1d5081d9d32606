// The sync of single pages: one that somebody names, those that a webhook hinted at, those that failed before.
import { Problem } from '../../../core/problem.js';
import type { Tell } from '../../../core/operation.js';
import type { Database } from '../../systems/systems.js';
import type { NotionPage } from '../notion.js';
import { stopIfCancelled } from './cancelled.js';
import type { Counts } from './checkpoint.js';
import type { SyncParts } from './job.js';
import type { Source } from './sources.js';
import { createPageRows, isOfThePage, type Place } from './page-row.js';

export interface PagesJob {
  system: string;
  /** The databases that the pages may belong to. */
  databases: readonly Database[];
  /** Ids, with dashes. */
  pages: readonly string[];
  signal: AbortSignal;
  tell: Tell;
}

export interface PagesOutcome extends Counts {
  /** Pages of other databases: nothing was done about them. */
  foreign: string[];
}

interface Home {
  database: Database;
  source: Source;
}

/** @throws Problem when not a single page's but the connection's or the table's fault; pages that fail are noted and counted */
export async function syncPages(parts: SyncParts, job: PagesJob): Promise<PagesOutcome> {
  const { bronze, now } = parts;
  const { signal } = job;
  await bronze.prepare(signal);
  const homes = await homesOf(parts, job);
  const outcome: PagesOutcome = { pages: 0, changed: 0, deleted: 0, failed: 0, foreign: [] };
  const syncedAt = now();
  const mended: string[] = [];
  const gone: string[] = [];
  const batch = await bronze.openBatch();
  try {
    for (const id of job.pages) {
      stopIfCancelled(signal);
      const page = await pageOf(parts, job, homes, id, outcome);
      if (page === 'gone') gone.push(id);
      if (page === 'gone' || page === 'failed') continue;
      const home = homes.find(({ source }) => isIn(page, source));
      if (!home) {
        outcome.foreign.push(id);
        continue;
      }
      const rows = createPageRows(parts, placeOf(home), signal, () => {
        outcome.failed += 1;
      });
      const row = await rows.rowOf(page);
      if (row && (await rows.put(row, (added) => batch.add(added)))) mended.push(id);
      outcome.pages += 1;
      job.tell(`${outcome.pages} of ${job.pages.length} pages`, outcome.pages);
    }
    const { changed } = await batch.commit({ evenOlder: false, syncedAt, signal });
    outcome.changed = changed;
  } finally {
    await batch.discard();
  }
  for (const { source } of gone.length > 0 ? homes : [])
    await bronze.markDeleted(source.databaseId, gone, { syncedAt, signal });
  outcome.deleted = gone.length;
  await parts.state.sawSuccess([...mended, ...gone]);
  return outcome;
}

/** The databases as Notion knows them; one that can't be read now has no pages to sync either. */
async function homesOf({ sources }: SyncParts, { databases, signal }: PagesJob): Promise<Home[]> {
  const homes: Home[] = [];
  let refusal: Problem | undefined;
  for (const database of databases)
    try {
      homes.push({ database, source: await sources.of(database, signal) });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'not_found') throw error;
      refusal = error;
    }
  if (homes.length === 0 && refusal) throw refusal;
  return homes;
}

async function pageOf(
  parts: SyncParts,
  job: PagesJob,
  homes: readonly Home[],
  id: string,
  outcome: PagesOutcome,
): Promise<NotionPage | 'gone' | 'failed'> {
  try {
    return await parts.notion.page(id, job.signal);
  } catch (error) {
    if (!(error instanceof Problem) || !isOfThePage(error)) throw error;
    if (error.code === 'not_found') return 'gone';
    const [home] = homes;
    if (!home) throw error;
    const place = { ...placeOf(home), database: await lastKnown(parts, job, home, id) };
    const rows = createPageRows(parts, place, job.signal, () => {
      outcome.failed += 1;
    });
    await rows.failed({ id, title: '' }, error);
    return 'failed';
  }
}

/** A page that can't be read doesn't say where it belongs: where it failed before. */
async function lastKnown(
  { state }: SyncParts,
  { system }: PagesJob,
  home: Home,
  id: string,
): Promise<string> {
  const before = (await state.failedPages(system)).find(({ pageId }) => pageId === id);
  return before?.database ?? home.database.name;
}

function placeOf({ database, source }: Home): Place {
  return { system: database.system, database: database.name, databaseId: source.databaseId };
}

function isIn(page: NotionPage, source: Source): boolean {
  return page.dataSourceId === source.id || page.databaseId === source.databaseId;
}
