// Finds a page that was created: by its title, among those that were not there before, with the values that it was given.
// Notion has no id of ours to look for, so this is how a lost reply is settled.
import type { JsonObject } from '../../../core/json.js';
import type { Check, Reconciliation } from '../../../core/operation.js';
import type { Notion, NotionPage, Query } from '../notion.js';
import type { Setting } from './given-values.js';
import { hasValue } from './page-write.js';
import { longestPiece } from './rich-text.js';

/** Notion's clock and ours may differ by this, milliseconds; and it rounds down to the minute. */
const clockDifference = 60_000;
/** After this a request that was sent has been worked on or never will be, milliseconds. */
export const longestRequest = 60_000;

export interface Titled {
  dataSource: string;
  /** The property that is the title, and its text. */
  property: string;
  title: string;
}

/** Live pages with exactly this title, newest first, at most 100. */
export async function pagesTitled(
  notion: Pick<Notion, 'query'>,
  { dataSource, property, title }: Titled,
  options: { createdFrom?: number; signal: AbortSignal },
): Promise<NotionPage[]> {
  const query: Query = {
    filter: { property, title: titleFilter(title) },
    sort: { by: 'created_time', direction: 'descending' },
    pageSize: 100,
    ...(options.createdFrom === undefined ? {} : { created: { from: options.createdFrom } }),
  };
  return (await notion.query(dataSource, query, options.signal)).pages;
}

/** Notion's filters take texts of 2,000 characters at most. */
function titleFilter(title: string): JsonObject {
  if (title === '') return { is_empty: true };
  return title.length > longestPiece
    ? { starts_with: title.slice(0, longestPiece) }
    : { equals: title };
}

/** Pages of this title made since then that have all the values, newest first. @param since epoch milliseconds */
export async function createdSince(
  notion: Pick<Notion, 'query'>,
  titled: Titled,
  wanted: { settings: readonly Setting[]; since: number; not: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<NotionPage[]> {
  const minute = 60_000;
  const createdFrom = Math.floor((wanted.since - clockDifference) / minute) * minute;
  const pages = await pagesTitled(notion, titled, { createdFrom, signal });
  return pages.filter(
    (page) =>
      !wanted.not.has(page.id) && wanted.settings.every((setting) => hasValue(page, setting)),
  );
}

/** What became of a page whose reply was lost. `now` in epoch milliseconds. */
export function settleCreation(
  found: readonly NotionPage[],
  { since, now }: { since: number; now: number },
): Reconciliation {
  const [page] = found;
  if (page) return { outcome: 'done', evidence: `It was created: ${page.url}` };
  return now - since > longestRequest
    ? { outcome: 'not-done', evidence: 'A minute later there is no such page.' }
    : { outcome: 'unknown', evidence: 'There is no such page yet.' };
}

/** That exactly one such page came. */
export function oneCheck(found: readonly NotionPage[]): Check {
  return {
    name: 'The page is there, once',
    ok: found.length === 1,
    expected: '1 page with this title that was not there before',
    actual: found.length === 0 ? 'none' : found.map(({ url }) => url).join(', '),
  };
}
