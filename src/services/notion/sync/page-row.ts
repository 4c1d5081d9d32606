// One page to one row; what goes wrong with a single page is noted and doesn't stop the others.
import { Problem } from '../../../core/problem.js';
import type { PageRow } from '../../databricks/bronze.js';
import type { FailureKind } from '../../sync/sync-state.js';
import { failureKindOf, NotionProblem } from '../failure-kind.js';
import type { NotionPage } from '../notion.js';
import { pageTitle } from '../page-title.js';
import type { SyncParts } from './job.js';
import { completed } from './references.js';
import { rowOf } from './row.js';

export interface Place {
  system: string;
  /** Name in ppm.config.yaml. */
  database: string;
  /** Notion's id. */
  databaseId: string;
}

export interface PageRows {
  /** The row of a page with all its values; null when it is gone, or could not be read: then it is noted. */
  rowOf(page: NotionPage): Promise<PageRow | null>;
  /** Hands a row on; false when it was refused, which is noted. */
  put(row: PageRow, add: (row: PageRow) => Promise<void>): Promise<boolean>;
  /** Notes that a page could not be synced. */
  failed(page: { id: string; title: string }, problem: Problem): Promise<void>;
}

/**
 * Every function throws the Problems that are not one page's own.
 * @param noted called for each page that could not be synced
 */
export function createPageRows(
  { notion, state, metrics, now }: Pick<SyncParts, 'notion' | 'state' | 'metrics' | 'now'>,
  { system, database, databaseId }: Place,
  signal: AbortSignal,
  noted: () => void,
): PageRows {
  async function failed(page: { id: string; title: string }, problem: Problem): Promise<void> {
    const kind = kindOf(problem);
    noted();
    metrics.failed(system, database, kind);
    const { id: pageId, title } = page;
    const { message } = problem;
    const failure = { system, database, pageId, title, kind, message, property: null };
    await state.sawFailure(failure, now());
  }
  return {
    failed,
    async rowOf(page) {
      try {
        refusePartial(page);
        // The values of a page in the trash can't be asked for; what it carries will do.
        const whole = page.inTrash ? page : await completed(notion, page, signal);
        return rowOf(whole, databaseId);
      } catch (error) {
        if (!(error instanceof Problem) || !isOfThePage(error)) throw error;
        // Gone while it was read: the next full refresh marks it.
        if (error.code !== 'not_found')
          await failed({ id: page.id, title: pageTitle(page) }, error);
        return null;
      }
    },
    async put(row, add) {
      try {
        await add(row);
        return true;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'not_possible') throw error;
        await failed({ id: row.pageId, title: row.title }, error);
        return false;
      }
    },
  };
}

/** Notion gives the bare id of a page whose content the integration may not read: no row may be overwritten by that. */
function refusePartial({ createdAt, properties }: NotionPage): void {
  if (createdAt > 0 || Object.keys(properties).length > 0) return;
  throw new NotionProblem(
    'invalid_input',
    'Notion gives only the id of this page.',
    'Give the integration the capability to read content (notion.so/my-integrations).',
    { kind: 'auth' },
  );
}

function kindOf(problem: Problem): FailureKind {
  return problem.code === 'not_possible' ? 'too_large' : failureKindOf(problem);
}

/** Whether a problem is one of a page alone. */
export function isOfThePage({ code }: Problem): boolean {
  return code === 'not_found' || code === 'invalid_input' || code === 'outside_unavailable';
}
