// `POST /v1/search`: data sources and pages whose title has all the words, those edited last first. Generated pages aren't
// found: nobody looks through millions of titles.
import type { ApiParts, Call } from './call.js';
import { badCursor, cursorFor, pageSizeOf, placeOfCursor } from './cursor.js';
import { invalid } from './errors.js';
import { shownDataSource, shownPage, titleOf } from './shown.js';
import { isRecord, textOf } from '../state/properties.js';

interface Found {
  editedAt: number;
  show: () => unknown;
}

export function search(parts: ApiParts, { body }: Call): unknown {
  const { filter, sort, query } = body;
  const kind = kindIn(filter);
  const words = textOf(query).toLowerCase().split(/\s+/);
  const fits = (title: string): boolean =>
    words.every((word) => title.toLowerCase().includes(word));
  const found = [
    ...(kind === 'page' ? [] : dataSources(parts, fits)),
    ...(kind === 'data_source' ? [] : pages(parts, fits)),
  ].toSorted((a, b) => b.editedAt - a.editedAt);
  if (isRecord(sort) && sort['direction'] === 'ascending') found.reverse();
  const size = pageSizeOf(body['page_size']);
  const [from = 0] = placeOfCursor(body['start_cursor'], [kind, query, sort]) ?? [];
  if (typeof from !== 'number') throw badCursor(body['start_cursor']);
  const to = from + size;
  const isMore = to < found.length;
  return {
    object: 'list',
    results: found.slice(from, to).map(({ show }) => show()),
    next_cursor: isMore ? cursorFor([kind, query, sort], [to]) : null,
    has_more: isMore,
    type: 'page_or_data_source',
    page_or_data_source: {},
  };
}

function kindIn(filter: unknown): 'page' | 'data_source' | null {
  if (filter === undefined) return null;
  const value = isRecord(filter) && filter['property'] === 'object' ? filter['value'] : undefined;
  if (value === 'page' || value === 'data_source') return value;
  throw invalid(
    `body failed validation: body.filter.value should be \`"page"\` or \`"data_source"\`, instead was \`${JSON.stringify(value)}\`.`,
  );
}

function dataSources({ workspace }: ApiParts, fits: (title: string) => boolean): Found[] {
  return workspace.databases
    .filter(({ shared, title }) => shared && fits(title))
    .map((one) => ({ editedAt: one.createdAt, show: () => shownDataSource(one) }));
}

function pages({ workspace, limits }: ApiParts, fits: (title: string) => boolean): Found[] {
  return workspace.databases
    .filter(({ shared }) => shared)
    .flatMap((database) => [...workspace.pagesOf(database)])
    .filter((page) => !page.inTrash && fits(titleOf(page)))
    .map((page) => ({
      editedAt: page.editedAt,
      show: () => shownPage(page, limits().references),
    }));
}
