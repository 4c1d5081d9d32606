// What the pretended server answers to each command. Strict: a command or a field that it doesn't know is an error, with the
// number that a real server gives.
import { BSON, Long, type Document } from 'mongodb';
import { matches } from './filter.js';
import { ServerError } from './server-error.js';

/** Documents by `database.collection`. */
export type Collections = Map<string, Document[]>;

type Answer = (command: Document, state: State) => Document;

export interface State {
  collections: Collections;
  /** What is left of a cursor, by its id. */
  cursors: Map<string, { namespace: string; rest: Document[] }>;
  nextCursor: number;
}

/** Fields that every command may have. */
const common = [
  '$db',
  'lsid',
  '$readPreference',
  '$clusterTime',
  'maxTimeMS',
  'comment',
  'txnNumber',
];
const firstBatch = 101;
const largestDocument = 16 * 1024 * 1024;

/** By name, with the fields that each takes beside the common ones. */
const known: Readonly<Record<string, { fields: readonly string[] | 'any'; answer: Answer }>> = {
  hello: { fields: 'any', answer: hello },
  isMaster: { fields: 'any', answer: hello },
  ismaster: { fields: 'any', answer: hello },
  ping: { fields: [], answer: () => ({ ok: 1 }) },
  endSessions: { fields: [], answer: () => ({ ok: 1 }) },
  saslStart: { fields: 'any', answer: refuseUser },
  find: { fields: ['filter', 'limit', 'batchSize', 'singleBatch'], answer: find },
  getMore: { fields: ['collection', 'batchSize'], answer: getMore },
  killCursors: { fields: ['cursors'], answer: killCursors },
  insert: { fields: ['documents', 'ordered'], answer: insert },
};

/** Never throws: what is wrong is the answer. */
export function answerCommand(command: Document, state: State): Document {
  const name = Object.keys(command)[0] ?? '';
  try {
    const found = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!found) throw new ServerError(59, 'CommandNotFound', `no such command: '${name}'`);
    const allowed = found.fields === 'any' ? null : new Set([name, ...found.fields, ...common]);
    const stranger = Object.keys(command).find((field) => allowed !== null && !allowed.has(field));
    if (stranger !== undefined)
      throw new ServerError(
        40_415,
        'IDLUnknownField',
        `BSON field '${name}.${stranger}' is an unknown field.`,
      );
    return found.answer(command, state);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName };
  }
}

/** A server of version 8 that stands alone. Without `topologyVersion`, so that drivers ask again instead of listening. */
function hello(): Document {
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    maxBsonObjectSize: largestDocument,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 25,
    readOnly: false,
    ok: 1,
  };
}

function refuseUser(): Document {
  throw new ServerError(
    18,
    'AuthenticationFailed',
    'Authentication failed: the sandbox has no users; connect without one.',
  );
}

function find(command: Document, state: State): Document {
  const namespace = namespaceOf(command, command['find']);
  const all = (state.collections.get(namespace) ?? []).filter((document) =>
    matches(document, command['filter'] ?? {}),
  );
  const limit = Number(command['limit'] ?? 0);
  const found = limit > 0 ? all.slice(0, limit) : all;
  const size = Number(command['batchSize'] ?? firstBatch);
  const rest = command['singleBatch'] === true ? [] : found.slice(size);
  return cursorAnswer(state, { namespace, batch: found.slice(0, size), rest, as: 'firstBatch' });
}

function getMore(command: Document, state: State): Document {
  const id = String(command['getMore']);
  const cursor = state.cursors.get(id);
  const namespace = namespaceOf(command, command['collection']);
  if (cursor?.namespace !== namespace)
    throw new ServerError(43, 'CursorNotFound', `cursor id ${id} not found`);
  state.cursors.delete(id);
  const size = Number(command['batchSize'] ?? cursor.rest.length);
  const batch = cursor.rest.slice(0, size);
  return cursorAnswer(state, { namespace, batch, rest: cursor.rest.slice(size), as: 'nextBatch' });
}

function cursorAnswer(
  state: State,
  {
    namespace,
    batch,
    rest,
    as,
  }: { namespace: string; batch: Document[]; rest: Document[]; as: 'firstBatch' | 'nextBatch' },
): Document {
  let id = 0;
  if (rest.length > 0) {
    id = state.nextCursor;
    state.nextCursor += 1;
    state.cursors.set(String(id), { namespace, rest });
  }
  return { cursor: { id: Long.fromNumber(id), ns: namespace, [as]: batch }, ok: 1 };
}

function killCursors(command: Document, state: State): Document {
  const ids: unknown[] = command['cursors'] ?? [];
  const cursorsKilled = ids.filter((id) => state.cursors.delete(String(id)));
  return { cursorsKilled, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [], ok: 1 };
}

function insert(command: Document, state: State): Document {
  const namespace = namespaceOf(command, command['insert']);
  const documents: Document[] = command['documents'] ?? [];
  const writeErrors: Document[] = [];
  let n = 0;
  for (const [index, document] of documents.entries()) {
    const error = insertOne(state.collections, namespace, document);
    if (error === null) n += 1;
    else writeErrors.push({ index, code: error.code, errmsg: error.message });
    if (error !== null && command['ordered'] !== false) break;
  }
  return { n, ...(writeErrors.length > 0 ? { writeErrors } : {}), ok: 1 };
}

/** The error, or null. */
export function insertOne(
  collections: Collections,
  namespace: string,
  document: Document,
): ServerError | null {
  const existing = collections.get(namespace) ?? [];
  const whole = '_id' in document ? document : { _id: new BSON.ObjectId(), ...document };
  if (existing.some((other) => matches(other, { _id: { $eq: whole['_id'] } })))
    return new ServerError(
      11_000,
      'DuplicateKey',
      `E11000 duplicate key error collection: ${namespace} index: _id_`,
    );
  if (BSON.calculateObjectSize(whole) > largestDocument)
    return new ServerError(10_334, 'BSONObjectTooLarge', 'object to insert too large');
  collections.set(namespace, [...existing, whole]);
  return null;
}

function namespaceOf(command: Document, collection: unknown): string {
  if (typeof collection !== 'string' || collection === '')
    throw new ServerError(73, 'InvalidNamespace', 'collection name has invalid type or is empty');
  return `${String(command['$db'])}.${collection}`;
}
