// A property's value past the 25 references that a page carries: Notion gives it item by item, and here the items are put
// back into the shape that they have in a page. (Notion API, "Retrieve a page property item")
import type { Json, JsonObject } from '../../../core/json.js';
import type { PropertyValue } from '../notion.js';
import { allItems, type Part } from './all-items.js';
import type { Caller } from './call.js';
import { objectIn, partIn, readList, wordsIn } from './shapes.js';

/** @throws Problem */
export async function wholeProperty(
  call: Caller,
  page: string,
  { id, type }: { id: string; type: string },
  signal?: AbortSignal,
): Promise<PropertyValue> {
  const { items, last } = await allItems((cursor) =>
    call(
      {
        endpoint: 'pages.properties.retrieve',
        method: 'get',
        // Ids come percent-encoded from Notion, and go back as they came.
        path: `pages/${page}/properties/${id}`,
        query: { page_size: 100, ...(cursor === null ? {} : { start_cursor: cursor }) },
        about: `a property of the page ${page}`,
        absent: 'not_found',
        read: readPart,
      },
      signal,
    ),
  );
  if (last['object'] !== 'list') return { id, type, [type]: last[type] ?? null };
  if (type === 'rollup')
    return { id, type, rollup: rollupOf(partIn(last, 'property_item'), items) };
  const values = items.map((item) => item[type] ?? null);
  return { id, type, [type]: values, ...(type === 'relation' ? { has_more: false } : {}) };
}

/** A list, or the only item of a property that has one value. */
function readPart(answer: unknown): Part<JsonObject> {
  const object = objectIn(answer);
  return object['object'] === 'list'
    ? readList(object)
    : { results: [object], next: null, list: object };
}

/** What is calculated stands in the last part; what is only shown are the items themselves. */
function rollupOf(property: JsonObject, items: readonly JsonObject[]): JsonObject {
  const rollup = partIn(property, 'rollup');
  return rollup['type'] === 'array' ? { ...rollup, array: items.map(inPageShape) } : rollup;
}

/** Types whose values are lists in a page, and come one element an item. */
const listed: ReadonlySet<string> = new Set(['title', 'rich_text', 'people', 'relation']);

function inPageShape(item: JsonObject): Json {
  const type = wordsIn(item, 'type');
  const value = item[type] ?? null;
  return { type, [type]: listed.has(type) && !Array.isArray(value) ? [value] : value };
}
