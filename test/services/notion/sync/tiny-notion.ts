// A data source in memory behind the port `Notion`: for tests of the reading alone, without HTTP.
import type { NotionPage, Query, QueryPage } from '../../../../src/services/notion/notion.js';
import { Problem } from '../../../../src/core/problem.js';

export const minute = 60_000;

export function tinyPage(id: number, createdAt: number, editedAt = createdAt): NotionPage {
  return {
    id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    databaseId: 'database',
    dataSourceId: 'source',
    createdAt,
    editedAt,
    inTrash: false,
    url: '',
    properties: {},
  };
}

export interface TinyNotion {
  query(dataSource: string, query: Query): Promise<QueryPage>;
  asked: Query[];
  /** The next query with a cursor is refused. */
  refuseCursor: boolean;
  /** Every answer has the cursor of the first one. */
  stuck: boolean;
}

/** @param limit rows that one query gives at most */
export function tinyNotion(pages: readonly NotionPage[], limit = 10_000): TinyNotion {
  const tiny: TinyNotion = {
    asked: [],
    refuseCursor: false,
    stuck: false,
    async query(_dataSource, query) {
      await Promise.resolve();
      tiny.asked.push(query);
      if (query.cursor !== undefined && tiny.refuseCursor) {
        tiny.refuseCursor = false;
        throw new Problem('invalid_input', 'start_cursor is not valid', '');
      }
      const by = query.sort.by === 'created_time' ? 'createdAt' : 'editedAt';
      const sign = query.sort.direction === 'ascending' ? 1 : -1;
      const matching = pages
        .filter((page) => page.inTrash === (query.inTrash ?? false))
        .filter(({ createdAt }) => within(createdAt, query.created))
        .filter(({ editedAt }) => within(editedAt, query.edited))
        .toSorted((a, b) => sign * (a[by] - b[by] || (a.id < b.id ? -1 : 1)));
      const from = tiny.stuck ? 0 : Number(query.cursor ?? 0);
      const to = Math.min(from + (query.pageSize ?? 100), limit, matching.length);
      const isCut = to === limit && matching.length > limit;
      return {
        pages: matching.slice(from, to),
        next: to < matching.length && !isCut ? String(to) : null,
        incomplete: isCut,
      };
    },
  };
  return tiny;
}

function within(at: number, bounds: { from?: number; before?: number } | undefined): boolean {
  return at >= (bounds?.from ?? 0) && at < (bounds?.before ?? Infinity);
}
