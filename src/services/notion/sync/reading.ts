// One reading of a database: pages go through here to their rows, are counted and committed, and what was read is noted.
import type { Tell } from '../../../core/operation.js';
import type { PageRow } from '../../databricks/bronze.js';
import { pause } from '../../resilience/abortable.js';
import { update } from '../../store/update.js';
import type { NotionPage } from '../notion.js';
import { stopIfCancelled } from './cancelled.js';
import { checkpoints, type Checkpoint, type Counts } from './checkpoint.js';
import type { DatabaseJob, SyncParts } from './job.js';
import { createLoader, type Loader } from './loader.js';
import { createPageRows, type Place } from './page-row.js';
import { createProgress } from './progress.js';
import { unknownTypes } from './row.js';
import { createScan, type Scan } from './scan.js';
import type { HandedOn } from './spans.js';
import { sweep } from './sweep.js';

export interface Reading {
  counts: Counts;
  unknownTypes: Set<string>;
  /** Reads what the checkpoint says is left. */
  scan(): Promise<void>;
  /** Adds those of these pages that the table has otherwise; of pages in the trash, those that are live in it. */
  addDifferent(pages: readonly NotionPage[]): Promise<void>;
  /** Commits everything that was added. */
  finish(): Promise<void>;
  discard(): Promise<void>;
}

export async function createReading(
  parts: SyncParts,
  job: DatabaseJob,
  begun: { id: string; checkpoint: Checkpoint; place: Place },
): Promise<Reading> {
  const { bronze, metrics, state, store } = parts;
  const { signal } = job;
  const { id, checkpoint, place } = begun;
  const isFull = checkpoint.editedFrom === null;
  const counts: Counts = { ...checkpoint.counts };
  const strange = new Set(checkpoint.unknownTypes);
  const rows = createPageRows(parts, place, signal, () => {
    counts.failed += 1;
  });
  const mending = createMending(await state.failedPages(place.system, place.database));
  const scan = createScan({
    notion: parts.notion,
    dataSource: checkpoint.dataSource,
    filter: checkpoint.editedFrom === null ? {} : { edited: { from: checkpoint.editedFrom } },
    spans: checkpoint.remaining,
    newest: checkpoint.newest,
    cursors: parts.cursors(),
    pause: (waiting) => (job.batchDelayMs === 0 ? noPause : pause(job.batchDelayMs, waiting)),
    signal,
    async take(pages) {
      read(pages);
      for (const page of pages) {
        stopIfCancelled(signal);
        await put(await rows.rowOf(page));
      }
      tell(scan);
      await loader.settle();
    },
  });
  const tell = createTeller(job.tell, counts, parts.now);
  const loader: Loader = await createLoader({
    bronze,
    evenOlder: isFull,
    syncedAt: checkpoint.startedAt,
    signal,
    handOn: scan.handOn,
    committed,
  });

  function read(pages: readonly NotionPage[]): void {
    counts.pages += pages.length;
    metrics.pages(place.system, place.database, 'read', pages.length);
    for (const page of pages) for (const type of unknownTypes(page)) strange.add(type);
  }

  async function put(row: PageRow | null): Promise<void> {
    if (row && (await rows.put(row, loader.add))) mending.put(row.pageId);
  }

  async function committed(handed: HandedOn, changed: number): Promise<void> {
    counts.changed += changed;
    metrics.pages(place.system, place.database, 'changed', changed);
    await state.sawSuccess(mending.mended());
    if (isFull) await sweepUp(handed);
    await update(store, checkpoints, id, (before) => ({
      ...before,
      remaining: handed.remaining,
      counts: { ...counts },
      unknownTypes: [...strange],
    }));
  }

  async function sweepUp(handed: HandedOn): Promise<void> {
    const { dataSource, startedAt: syncedAt } = checkpoint;
    const where = { databaseId: place.databaseId, dataSource, syncedAt, signal };
    const { deleted, there } = await sweep({ ...where, notion: parts.notion, bronze }, handed);
    counts.deleted += deleted;
    metrics.pages(place.system, place.database, 'deleted', deleted);
    for (const page of there) await put(await rows.rowOf(page));
  }

  return {
    counts,
    unknownTypes: strange,
    scan: scan.run,
    async addDifferent(pages) {
      read(pages.filter(({ inTrash }) => !inTrash));
      const made: PageRow[] = [];
      for (const page of pages) {
        const row = await rows.rowOf(page);
        if (row) made.push(row);
      }
      const hashes = await bronze.hashes(
        made.map(({ pageId }) => pageId),
        signal,
      );
      for (const row of made) {
        const hash = hashes.get(row.pageId);
        if (row.deleted ? hash === undefined : hash === row.contentHash) mending.put(row.pageId);
        else await put(row);
        if (row.deleted && hash !== undefined) counts.deleted += 1;
      }
    },
    finish: loader.finish,
    discard: loader.discard,
  };
}

const noPause = Promise.resolve();

function createTeller(tell: Tell, counts: Counts, now: () => number): (scan: Scan) => void {
  const progress = createProgress(now, counts.pages);
  return (scan) => tell(progress.at(counts.pages, scan.left()), counts.pages);
}

/** Which of the pages that failed before are in the table now. */
function createMending(failed: readonly { pageId: string }[]): {
  put(pageId: string): void;
  mended(): string[];
} {
  const before = new Set(failed.map(({ pageId }) => pageId));
  const mended: string[] = [];
  return {
    put: (pageId) => void (before.delete(pageId) && mended.push(pageId)),
    mended: () => mended.splice(0),
  };
}
