// The sync of Notion, as the operations use it.
import { Problem } from '../../../core/problem.js';
import { failureKindOf } from '../failure-kind.js';
import { checkpointId, checkpoints } from './checkpoint.js';
import { syncDatabase, type DatabaseOutcome } from './database-sync.js';
import type { DatabaseJob, SyncParts } from './job.js';
import { createSources } from './sources.js';
import { syncPages, type PagesJob, type PagesOutcome } from './pages-sync.js';

export interface NotionSync {
  /**
   * Brings one database into the bronze table, and with it the pages that failed before.
   * @throws Problem when the database as a whole can't be synced
   */
  database(job: DatabaseJob): Promise<DatabaseOutcome>;
  /** @throws Problem when the fault is not a page's own */
  pages(job: PagesJob): Promise<PagesOutcome>;
}

/** A page that failed this often is tried again only when somebody asks for it (`--retry-failed`). */
const tries = 5;

export function createNotionSync(given: Omit<SyncParts, 'sources'>): NotionSync {
  const parts: SyncParts = { ...given, sources: createSources(given.notion) };
  const { metrics, state, now, sources } = parts;

  async function failedBefore({ database }: DatabaseJob): Promise<string[]> {
    const failed = await state.failedPages(database.system, database.name);
    return failed.filter(({ attempts }) => attempts < tries).map(({ pageId }) => pageId);
  }

  return {
    async database(job) {
      const { database, mode } = job;
      const began = now();
      try {
        const again = await failedBefore(job);
        const outcome = await sources.using(database, () => syncDatabase(parts, job));
        if (again.length > 0) {
          const pages = await stillFailed(parts, job, again);
          if (pages.length > 0)
            await syncPages(parts, {
              ...job,
              system: database.system,
              databases: [database],
              pages,
            });
        }
        const failed = (await state.failedPages(database.system, database.name)).length;
        return { ...outcome, failed };
      } catch (error) {
        if (error instanceof Problem && error.code !== 'cancelled')
          metrics.failed(database.system, database.name, failureKindOf(error));
        if (endsTheRun(error)) await parts.store.remove(checkpoints, checkpointId(job));
        throw error;
      } finally {
        metrics.took(database.system, database.name, mode, now() - began);
      }
    },
    pages: (job) => syncPages(parts, job),
  };
}

/** Of a run that is not taken up again, nobody needs the checkpoint. */
function endsTheRun(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return !['lease_lost', 'store_unavailable', 'internal', 'outcome_unknown'].includes(error.code);
}

/** Those of these pages that were not met on the way. */
async function stillFailed(
  { state }: SyncParts,
  { database }: DatabaseJob,
  pages: readonly string[],
): Promise<string[]> {
  const failed = await state.failedPages(database.system, database.name);
  return failed.map(({ pageId }) => pageId).filter((id) => pages.includes(id));
}
