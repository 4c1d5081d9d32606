// `POST /v1/data_sources/{id}/query`: pages by 100, with a cursor, and at most 10,000 rows for one query: then it ends, and
// says that it is incomplete.
//
// A cursor stands for a place in the order: the sort's keys of the last page given, and that page's number. What was edited
// meanwhile may have moved past the place, either way: it is then met twice, or not at all, as in Notion. The page that the
// cursor was made from may change, move or be gone; the place stays. A cursor counts only for the data source, filter and
// sorts that it was given out for; any other, and what is none, is refused.
import { badCursor, cursorFor, pageSizeOf, placeOfCursor } from './cursor.js';
import { parseFilter, type Filter } from './filter.js';
import { ordered, type Order } from './ordered.js';
import { shownPage } from './shown.js';
import { parseSorts, type Sorting, type SortKey } from './sorts.js';
import type { Database, Page } from '../state/page.js';
import { placeOf } from '../state/sorted-pages.js';
import type { Workspace } from '../state/workspace.js';

export interface QueryLimits {
  /** Rows of one query. */
  rows: number;
  /** Rows of one answer. */
  answer: number;
  references: number;
  /** Gives the first cursor again and again. */
  stuckCursor: boolean;
}

interface Cursor {
  keys: SortKey[];
  order: string;
  /** Given so far. */
  rows: number;
}

interface Question {
  filter: Filter;
  inTrash: boolean;
  sorts: Order | Sorting;
}

export function queryPages(
  workspace: Workspace,
  database: Database,
  body: Record<string, unknown>,
  limits: QueryLimits,
): Record<string, unknown> {
  const size = Math.min(pageSizeOf(body['page_size']), limits.answer);
  const question: Question = {
    filter: parseFilter(body['filter'], database),
    inTrash: body['in_trash'] === true || body['archived'] === true,
    sorts: parseSorts(body['sorts'], database),
  };
  const identity = [database.id, body['filter'], body['sorts'], question.inTrash];
  const cursor = cursorIn(body['start_cursor'], identity);
  const before = cursor?.rows ?? 0;
  const most = Math.min(size, limits.rows - before);
  // One more tells whether there are more.
  const pages = taken(most + 1, fitting(workspace, database, question, cursor));
  const results = pages.slice(0, most);
  const rows = before + results.length;
  const last = results.at(-1);
  const isMore = pages.length > most && last !== undefined;
  const hasMore = isMore && rows < limits.rows;
  const next = hasMore ? cursorFor(identity, placeAt(last, question.sorts, rows)) : null;
  return {
    object: 'list',
    results: results.map((page) => shownPage(page, limits.references)),
    next_cursor: next && limits.stuckCursor && cursor ? body['start_cursor'] : next,
    has_more: hasMore,
    type: 'page_or_data_source',
    page_or_data_source: {},
    ...(isMore && !hasMore
      ? {
          request_status: {
            type: 'incomplete',
            incomplete_reason: 'query_result_limit_reached',
          },
        }
      : {}),
  };
}

function* fitting(
  workspace: Workspace,
  database: Database,
  { filter, inTrash, sorts }: Question,
  after: Cursor | null,
): Generator<Page> {
  const fits = (page: Page): boolean => page.inTrash === inTrash && filter.matches(page);
  if ('keys' in sorts) {
    yield* byKeys(workspace, database, sorts, fits, after);
    return;
  }
  const { created, edited } = filter;
  const within = {
    kept: sorts.by === 'createdAt' ? created : edited,
    // A generated page was never edited, and never thrown away.
    generated: inTrash
      ? null
      : {
          from: Math.max(created.from, edited.from),
          before: Math.min(created.before, edited.before),
        },
  };
  const place = after && { at: Number(after.keys[0]), order: after.order };
  for (const page of ordered(workspace, database, sorts, within, place)) if (fits(page)) yield page;
}

/** Every page is made and sorted: for databases of a size that people sort. */
function* byKeys(
  workspace: Workspace,
  database: Database,
  { keys, compare }: Sorting,
  fits: (page: Page) => boolean,
  after: Cursor | null,
): Generator<Page> {
  type Row = Pick<Cursor, 'keys' | 'order'>;
  const compareRows = (a: Row, b: Row): number =>
    compare(a.keys, b.keys) || (a.order < b.order ? -1 : a.order > b.order ? 1 : 0);
  const rows = [...workspace.all(database)]
    .filter(fits)
    .map((page) => ({ page, keys: keys(page), order: page.order }));
  for (const row of rows.toSorted(compareRows))
    if (!after || compareRows(row, after) > 0) yield row.page;
}

function taken<Item>(most: number, items: Iterable<Item>): Item[] {
  const list: Item[] = [];
  for (const item of items) {
    list.push(item);
    if (list.length === most) break;
  }
  return list;
}

function placeAt(page: Page, sorts: Order | Sorting, rows: number): unknown[] {
  const keys = 'keys' in sorts ? sorts.keys(page) : [placeOf(page, sorts.by).at];
  return [keys, page.order, rows];
}

function cursorIn(given: unknown, identity: unknown): Cursor | null {
  const place = placeOfCursor(given, identity);
  if (place === null) return null;
  const [keys, order, rows] = place;
  if (!Array.isArray(keys) || typeof order !== 'string' || typeof rows !== 'number')
    throw badCursor(given);
  return { keys: keys.filter(isKey), order, rows };
}

function isKey(value: unknown): value is SortKey {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
