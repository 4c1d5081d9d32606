// A query in Notion's own words.
import type { JsonObject } from '../../../core/json.js';
import type { Query } from '../notion.js';

/** The body of `POST /v1/data_sources/{id}/query`. */
export function queryBody({
  created,
  edited,
  filter,
  inTrash,
  sort,
  pageSize = 100,
  cursor,
}: Query): JsonObject {
  const conditions = [
    ...timeConditions('created_time', created ?? {}),
    ...timeConditions('last_edited_time', edited ?? {}),
    ...(filter ? [filter] : []),
  ];
  const [only] = conditions;
  return {
    ...(only && { filter: conditions.length === 1 ? only : { and: conditions } }),
    sorts: [{ timestamp: sort.by, direction: sort.direction }],
    page_size: pageSize,
    ...(inTrash === true && { in_trash: true }),
    ...(cursor !== undefined && { start_cursor: cursor }),
  };
}

/** From inclusive, before exclusive, epoch milliseconds. */
function timeConditions(
  timestamp: 'created_time' | 'last_edited_time',
  { from, before }: { from?: number; before?: number },
): JsonObject[] {
  const condition = (comparison: string, at: number): JsonObject => ({
    timestamp,
    [timestamp]: { [comparison]: new Date(at).toISOString() },
  });
  return [
    ...(from === undefined ? [] : [condition('on_or_after', from)]),
    ...(before === undefined ? [] : [condition('before', before)]),
  ];
}
