// Moving many pages into Notion's trash or out of it, in steps that a run can stop between and take up again.
import { Problem } from '../../../core/problem.js';
import type { Tell } from '../../../core/operation.js';
import type { Notion, NotionConnection, NotionPage } from '../notion.js';
import { handful, sideBySide } from './side-by-side.js';

/** Pages in one run at most: at 180 calls a minute it takes some minutes. */
export const mostPages = 500;
/** Pages in one step. */
const inStep = 50;

export interface Batch<Item> {
  /** Id of its step. */
  id: string;
  /** `pages 1 to 50` */
  label: string;
  items: Item[];
}

export function batchesOf<Item>(items: readonly Item[]): Batch<Item>[] {
  return Array.from({ length: Math.ceil(items.length / inStep) }, (_, index) => {
    const first = index * inStep;
    const part = items.slice(first, first + inStep);
    const label = items.length === 1 ? 'the page' : `pages ${first + 1} to ${first + part.length}`;
    return { id: `batch-${index + 1}`, label, items: part };
  });
}

/** Few pages are done at once; many would use up what people have, and have to be patient when the budget is spent. */
export function laneFor({ people, background }: NotionConnection, pages: number): Notion {
  return pages <= inStep / 2 ? people : background;
}

/** Pages by their ids, in that order; null for one that is gone for good. */
export function pagesById(
  notion: Pick<Notion, 'page'>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<(NotionPage | null)[]> {
  return sideBySide(ids, handful, (id) => pageOrNull(notion, id, signal));
}

/**
 * Puts pages into the trash that are as they were when it was planned.
 * @returns how many went now, were there already, and were edited since and left alone
 */
export async function trashUnedited(
  notion: Pick<Notion, 'page' | 'setTrash'>,
  pages: readonly { id: string; editedAt: number }[],
  { tell, signal }: { tell: Tell; signal: AbortSignal },
): Promise<{ moved: number; already: number; edited: number }> {
  const done = { moved: 0, already: 0, edited: 0 };
  await sideBySide(pages, handful, async ({ id, editedAt }) => {
    const page = await pageOrNull(notion, id, signal);
    if (page === null || page.inTrash) done.already += 1;
    else if (page.editedAt !== editedAt) done.edited += 1;
    else {
      await notion.setTrash(id, true, signal);
      done.moved += 1;
    }
    const handled = done.moved + done.already + done.edited;
    tell(`${handled} of ${pages.length}`, handled);
  });
  return done;
}

/** Takes pages out of the trash; harmless for those that aren't in it. */
export async function restoreAll(
  notion: Pick<Notion, 'setTrash'>,
  ids: readonly string[],
  { tell, signal }: { tell: Tell; signal: AbortSignal },
): Promise<void> {
  let done = 0;
  await sideBySide(ids, handful, async (id) => {
    await notion.setTrash(id, false, signal);
    done += 1;
    tell(`${done} of ${ids.length}`, done);
  });
}

async function pageOrNull(
  notion: Pick<Notion, 'page'>,
  id: string,
  signal: AbortSignal,
): Promise<NotionPage | null> {
  try {
    return await notion.page(id, signal);
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return null;
    throw error;
  }
}
