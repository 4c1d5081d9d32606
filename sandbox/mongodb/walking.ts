// Which index answers a question, as a server's planner would choose it: one whose first fields the filter fixes, whose next one
// it bounds, and that has what is left in the order that is asked for.
import type { Document } from 'mongodb';
import type { Collection, IndexSpec, State } from './state.js';
import { isPlain, spelled } from './values.js';

/** Those that a filter can mean, and perhaps more: one at most where it names an `_id`. */
export function candidates(state: State, namespace: string, filter: Document): Iterable<Document> {
  const collection = state.collections.get(namespace);
  if (!collection) return [];
  const { _id }: Document = filter;
  if (typeof _id !== 'string')
    return walked(collection, filter, {}) ?? collection.documents.values();
  const found = collection.documents.get(spelled(_id));
  return found ? [found] : [];
}

/** What a filter says of one field. */
interface Bounds {
  lower: unknown[];
  upper: unknown[];
  /** It is one value. */
  isFixed: boolean;
}

/**
 * Those that a filter can mean, and some more, in the order of `sort`.
 * @param sort empty: in any order
 * @returns null: no index helps
 */
export function walked(
  { documents, indexes }: Collection,
  filter: Document,
  sort: Document,
): Iterable<Document> | null {
  const ways = indexes
    .map((index) => wayThrough(index, filter, sort))
    .filter((way) => way !== null)
    .toSorted((one, other) => other.worth - one.worth);
  const [best] = ways;
  return best ? documents.walk(best.fields, best) : null;
}

function wayThrough({ key }: IndexSpec, filter: Document, sort: Document) {
  const fields = Object.keys(key);
  if (Object.values(key).some((direction) => typeof direction !== 'number')) return null;
  const bounds = fields.map((field) => boundsOf(filter, field));
  const open = bounds.findIndex((bound) => bound === null || !bound.isFixed);
  const fixed = open < 0 ? fields.length : open;
  const range = bounds[fixed] ?? null;
  const worth = 2 * fixed + (range === null ? 0 : 1);
  const wanted = Object.entries(sort).filter(([field]) => !fields.slice(0, fixed).includes(field));
  const [first] = wanted;
  const isInOrder = wanted.every(
    ([field, direction], place) =>
      field === fields[fixed + place] && direction === (first?.[1] ?? 1),
  );
  if (!isInOrder || (worth === 0 && wanted.length === 0)) return null;
  const start = bounds.slice(0, fixed).flatMap((bound) => bound?.lower ?? []);
  return {
    fields,
    worth,
    direction: first?.[1] === -1 ? (-1 as const) : (1 as const),
    lower: [...start, ...(range?.lower ?? [])],
    upper: [...start, ...(range?.upper ?? [])],
  };
}

/** Null: nothing that an index knows of. */
function boundsOf(filter: Document, field: string): Bounds | null {
  if (!Object.hasOwn(filter, field)) return null;
  const wanted: unknown = filter[field];
  if (wanted instanceof RegExp || Array.isArray(wanted)) return null;
  const operators = isPlain(wanted) ? Object.entries(wanted) : [];
  if (!operators.some(([name]) => name.startsWith('$')))
    return { lower: [wanted], upper: [wanted], isFixed: true };
  const given = (names: readonly string[]): unknown[] =>
    operators.filter(([name]) => names.includes(name)).map(([, value]) => value);
  // One on each side: of several the tightest would have to be found.
  const [lower, upper] = [given(['$gt', '$gte']), given(['$lt', '$lte'])];
  if (lower.length > 1 || upper.length > 1 || lower.length + upper.length === 0) return null;
  return { lower, upper, isFixed: false };
}
