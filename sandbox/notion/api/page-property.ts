// `GET /v1/pages/{id}/properties/{property}`: a value past the references that a page carries, item by item. What is a list
// (title, rich_text, relation, people, and what a rollup shows) comes by 100. (Notion API, "Retrieve a page property item")
import { thePage, type ApiParts, type Call } from './call.js';
import { badCursor, cursorFor, pageSizeOf, placeOfCursor } from './cursor.js';
import { missing } from './errors.js';
import { valueOf } from './shown.js';
import { isRecord, textOf, type Property } from '../state/properties.js';
import type { Database } from '../state/page.js';

/** Types whose values are lists, and come one element an item. */
const listed: ReadonlySet<string> = new Set(['title', 'rich_text', 'relation', 'people']);

interface Item {
  type: string;
  value: unknown;
}

export function pageProperty(
  parts: ApiParts,
  { query, path }: Call,
  [of, wanted = '']: readonly string[],
): unknown {
  const page = thePage(parts, of);
  const property = propertyOf(page.database, wanted);
  const { id, type } = property;
  const value = valueOf(page, property);
  const items = itemsOf(type, value);
  if (!items) return { object: 'property_item', id, type, [type]: value };
  const size = pageSizeOf(query.get('page_size'), 'query');
  const from = placeFrom(query.get('start_cursor'), [page.id, id]);
  const to = from + size;
  const next = to < items.length ? cursorFor([page.id, id], [to]) : null;
  const nextUrl = `https://api.notion.com/v1${path}?page_size=${size}&start_cursor=${String(next)}`;
  return {
    object: 'list',
    results: items
      .slice(from, to)
      .map((one) => ({ object: 'property_item', id, type: one.type, [one.type]: one.value })),
    next_cursor: next,
    has_more: next !== null,
    type: 'property_item',
    property_item: {
      id,
      type,
      next_url: next === null ? null : nextUrl,
      [type]: type === 'rollup' && isRecord(value) ? withoutArray(value) : {},
    },
  };
}

/** Null: one value, no list. */
function itemsOf(type: string, value: unknown): Item[] | null {
  if (listed.has(type)) return each(type, value);
  if (type !== 'rollup' || !isRecord(value)) return null;
  const { array } = value;
  if (!Array.isArray(array)) return [];
  return array.filter(isRecord).flatMap((shown) => {
    const own = textOf(shown['type']);
    return listed.has(own) ? each(own, shown[own]) : [{ type: own, value: shown[own] }];
  });
}

function each(type: string, value: unknown): Item[] {
  return Array.isArray(value) ? value.map((one: unknown) => ({ type, value: one })) : [];
}

/** What a rollup calculated stands beside the list; what it only shows is the list. */
function withoutArray(rollup: Record<string, unknown>): Record<string, unknown> {
  return 'array' in rollup ? { ...rollup, array: [] } : rollup;
}

function placeFrom(given: string | null, question: readonly string[]): number {
  const place = placeOfCursor(given, question);
  if (place === null) return 0;
  const [from] = place;
  if (typeof from !== 'number') throw badCursor(given);
  return from;
}

/** Ids are percent-encoded in answers, and may come back as they are or decoded. */
function propertyOf(database: Database, wanted: string): Property {
  const decoded = decodedOf(wanted);
  const found = [...database.properties.values()].find(
    ({ id }) => id === wanted || id === decoded || decodedOf(id) === decoded,
  );
  if (found) return found;
  throw missing('property', decoded);
}

function decodedOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
