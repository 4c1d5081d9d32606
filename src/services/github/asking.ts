// What every question to GitHub has in common: paths, pages, times.
import { z } from 'zod';
import type { Rest } from '../rest/rest.js';

export type Ask = Rest['ask'];

/** GitHub's most. (docs.github.com/rest, "Using pagination in the REST API") */
export const perPage = 100;

/** `/repos/owner/name` and what follows; each part is encoded. */
export function repoPath(repository: string, ...parts: (string | number)[]): string {
  return ['/repos', ...repository.split('/'), ...parts]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/');
}

/** GitHub's times as epoch milliseconds. */
export const instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  context.addIssue({ code: 'custom', message: 'no time' });
  return z.NEVER;
});

interface Asked<Page extends z.ZodType, Item> {
  path: string;
  query?: Readonly<Record<string, string>>;
  schema: Page;
  itemsOf(page: z.output<Page>): Item[];
  /** Pages that are read at most. */
  most: number;
  signal: AbortSignal;
}

/** The pages, until one is not full or `most` are read; at least one. @throws what Rest throws */
export async function pagesOf<Page extends z.ZodType, Item>(
  ask: Ask,
  asked: Asked<Page, Item>,
): Promise<[z.output<Page>, ...z.output<Page>[]]> {
  const { path, query = {}, schema, itemsOf, most, signal } = asked;
  const read = (page: number): Promise<z.output<Page>> =>
    ask({ path, query: { ...query, per_page: perPage, page }, schema, signal });
  let last = await read(1);
  const pages: [z.output<Page>, ...z.output<Page>[]] = [last];
  while (pages.length < most && itemsOf(last).length >= perPage) {
    last = await read(pages.length + 1);
    pages.push(last);
  }
  return pages;
}

/** What stands on the pages, as one list. @throws what Rest throws */
export async function allItems<Page extends z.ZodType, Item>(
  ask: Ask,
  asked: Asked<Page, Item>,
): Promise<Item[]> {
  return (await pagesOf(ask, asked)).flatMap((page) => asked.itemsOf(page));
}
