// What a client reads: find with sort, projection and skip, cursors, count, and aggregate (pipeline.ts).
import { Long, type Document } from 'mongodb';
import { matches } from './filter.js';
import { piped } from './pipeline.js';
import { recordProfile } from './profiler.js';
import { ServerError } from './server-error.js';
import { shaped, sorted } from './shaping.js';
import { namespaceOf, type Asking, type State } from './state.js';
import { candidates, walked } from './walking.js';

const firstBatch = 101;

export function find(command: Document, asking: Asking): Document {
  const { state } = asking;
  const namespace = namespaceOf(asking, command['find']);
  state.counted.query += 1;
  const filter: Document = command['filter'] ?? {};
  const began = performance.now();
  const skip = Number(command['skip'] ?? 0);
  // A negative limit: one batch, as drivers of old ask for it.
  const limit = Math.abs(Number(command['limit'] ?? 0)) || Infinity;
  const found = matching(state, namespace, { filter, sort: command['sort'] ?? {} }, skip + limit)
    .slice(skip)
    .map((document) => shaped(document, command['projection'] ?? {}));
  recordProfile(asking, {
    op: 'query',
    namespace,
    command,
    filter,
    returned: found.length,
    began,
  });
  const size = Number(command['batchSize'] ?? firstBatch);
  const isOne = command['singleBatch'] === true || Number(command['limit'] ?? 0) < 0;
  const batch = found.slice(0, size);
  return cursorAnswer(asking, { namespace, batch, rest: isOne ? [] : found.slice(size) });
}

/** @param most no more of them are looked for */
function matching(
  state: State,
  namespace: string,
  { filter, sort }: { filter: Document; sort: Document },
  most: number,
): Document[] {
  const collection = state.collections.get(namespace);
  const isSorted = Object.keys(sort).length > 0;
  const walk = collection && isSorted ? walked(collection, filter, sort) : null;
  const found: Document[] = [];
  for (const document of walk ?? candidates(state, namespace, filter)) {
    if (found.length >= most && (walk || !isSorted)) break;
    if (matches(document, filter)) found.push(document);
  }
  return walk ? found : sorted(found, sort).slice(0, most);
}

export function getMore(command: Document, asking: Asking): Document {
  const { state } = asking;
  const id = String(command['getMore']);
  const cursor = state.cursors.get(id);
  const namespace = namespaceOf(asking, command['collection']);
  state.counted.getmore += 1;
  if (cursor?.namespace !== namespace)
    throw new ServerError(43, 'CursorNotFound', `cursor id ${id} not found`);
  state.cursors.delete(id);
  const size = Number(command['batchSize'] ?? cursor.rest.length);
  const batch = cursor.rest.slice(0, size);
  return cursorAnswer(asking, { namespace, batch, rest: cursor.rest.slice(size) }, 'nextBatch');
}

/** What a command that gives a list answers with. */
export function cursorAnswer(
  { state }: Asking,
  { namespace, batch, rest }: { namespace: string; batch: Document[]; rest: Document[] },
  as: 'firstBatch' | 'nextBatch' = 'firstBatch',
): Document {
  let id = 0;
  if (rest.length > 0) {
    id = state.nextCursor;
    state.nextCursor += 1;
    state.cursors.set(String(id), { namespace, rest });
  }
  return { cursor: { id: Long.fromNumber(id), ns: namespace, [as]: batch }, ok: 1 };
}

export function killCursors(command: Document, { state }: Asking): Document {
  const ids: unknown[] = command['cursors'] ?? [];
  const cursorsKilled = ids.filter((id) => state.cursors.delete(String(id)));
  return { cursorsKilled, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [], ok: 1 };
}

export function count(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['count']);
  const filter: Document = command['query'] ?? {};
  const all = matching(asking.state, namespace, { filter, sort: {} }, Infinity).length;
  const left = Math.max(0, all - Number(command['skip'] ?? 0));
  const limit = Number(command['limit'] ?? 0);
  return { n: limit > 0 ? Math.min(limit, left) : left, ok: 1 };
}

export function aggregate(command: Document, asking: Asking): Document {
  const of: unknown = command['aggregate'];
  // `aggregate: 1` asks the database, not a collection.
  const isWhole = of === 1;
  const namespace = isWhole ? `${asking.database}.$cmd.aggregate` : namespaceOf(asking, of);
  if (command['cursor'] === undefined)
    throw new ServerError(9, 'FailedToParse', "The 'cursor' option is required");
  const pipeline: unknown = command['pipeline'];
  if (!Array.isArray(pipeline))
    throw new ServerError(14, 'TypeMismatch', "'pipeline' must be an array");
  const found = piped(pipeline, isWhole ? null : namespace, asking);
  const size = Number(command['cursor']['batchSize'] ?? firstBatch);
  const batch = found.slice(0, size);
  return cursorAnswer(asking, { namespace, batch, rest: found.slice(size) });
}
