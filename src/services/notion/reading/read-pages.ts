// Reads a query's pages one answer after the other, for operations that people wait for: it ends at a limit, and never
// goes round in a circle when Notion gives the same cursor again.
import { Problem } from '../../../core/problem.js';
import type { Notion, NotionPage, Query, QueryPage } from '../notion.js';

/** So many rows are read of one database at most while somebody waits: 100 calls, and as many as Notion gives a query. */
export const mostRows = 10_000;

export interface PagesRead {
  pages: NotionPage[];
  /** There are more, and they are not read: `limit` was reached, or Notion's own limit. Only on the last one. */
  incomplete: boolean;
}

/**
 * @param limit rows at most; `mostRows` unless told
 * @throws Problem outside_refused when Notion's answers lead nowhere, and whatever `Notion.query` throws
 */
export async function* readPages(
  notion: Pick<Notion, 'query'>,
  dataSource: string,
  query: Omit<Query, 'cursor'>,
  { limit = mostRows, signal }: { limit?: number; signal?: AbortSignal } = {},
): AsyncGenerator<PagesRead, void, undefined> {
  const cursors = new Set<string>();
  let cursor: string | null = null;
  let rows = 0;
  for (;;) {
    const pageSize = Math.min(query.pageSize ?? 100, limit - rows);
    const answer: QueryPage = await ask(
      notion,
      dataSource,
      { ...query, pageSize, ...(cursor === null ? {} : { cursor }) },
      signal,
    );
    rows += answer.pages.length;
    const isFull = rows >= limit && answer.next !== null;
    yield { pages: answer.pages, incomplete: answer.incomplete || isFull };
    if (answer.next === null || isFull) return;
    if (cursors.has(answer.next)) throw stuck();
    cursors.add(answer.next);
    cursor = answer.next;
  }
}

async function ask(
  notion: Pick<Notion, 'query'>,
  dataSource: string,
  query: Query,
  signal: AbortSignal | undefined,
): Promise<QueryPage> {
  try {
    return await notion.query(dataSource, query, signal);
  } catch (error) {
    // Nobody typed the cursor: that Notion forgot it is no fault of the input.
    if (query.cursor === undefined || !(error instanceof Problem) || error.code !== 'invalid_input')
      throw error;
    throw new Problem(
      'outside_unavailable',
      `Notion lost its place in the middle of the database: ${error.message}`,
      'Ask again: reading starts from the beginning.',
      { cause: error },
    );
  }
}

function stuck(): Problem {
  return new Problem(
    'outside_refused',
    'Notion gives the same pages again and again.',
    'Nothing was concluded from them. Try again later; if it stays, tell Notion support.',
  );
}
