// What a client writes: insert, update, delete. Each of their statements counts, and may fail alone.
import { BSON, type Document } from 'mongodb';
import { matches } from './filter.js';
import { conflict, duplicate } from './indexes.js';
import { recordProfile } from './profiler.js';
import { ServerError } from './server-error.js';
import { countWrite, ensured, namespaceOf, type Asking, type State } from './state.js';
import { candidates } from './walking.js';
import { updated } from './updating.js';
import { spelled } from './values.js';

export const largestDocument = 16 * 1024 * 1024;

export function insert(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['insert']);
  const { n, writeErrors } = each(command, command['documents'], (document) => {
    countWrite(asking.state, namespace, 'insert');
    insertOne(asking.state, namespace, document);
    return 1;
  });
  return answer({ n }, writeErrors);
}

export function update(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['update']);
  let nModified = 0;
  const upserted: Document[] = [];
  const { n, writeErrors } = each(command, command['updates'], (statement, index) => {
    known(statement, ['q', 'u', 'multi', 'upsert']);
    countWrite(asking.state, namespace, 'update');
    const began = performance.now();
    const filter: Document = statement['q'];
    const found = meantBy(asking.state, namespace, filter);
    const meant = statement['multi'] === true ? found : found.slice(0, 1);
    for (const document of meant) {
      const changed = updated(document, statement['u']);
      if (spelled(changed) === spelled(document)) continue;
      replaceOne(asking.state, namespace, document, changed);
      nModified += 1;
    }
    const returned = meant.length;
    recordProfile(asking, { op: 'update', namespace, command, filter, returned, began });
    if (returned > 0 || statement['upsert'] !== true) return returned;
    const made = insertOne(asking.state, namespace, updated(equalities(filter), statement['u']));
    upserted.push({ index, _id: made['_id'] });
    return 1;
  });
  return answer({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }, writeErrors);
}

export function remove(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['delete']);
  const { n, writeErrors } = each(command, command['deletes'], (statement) => {
    known(statement, ['q', 'limit']);
    countWrite(asking.state, namespace, 'remove');
    const began = performance.now();
    const filter: Document = statement['q'];
    const found = meantBy(asking.state, namespace, filter);
    const meant = statement['limit'] === 1 ? found.slice(0, 1) : found;
    for (const { _id } of meant) ensured(asking.state, namespace).documents.delete(spelled(_id));
    const returned = meant.length;
    recordProfile(asking, { op: 'remove', namespace, command, filter, returned, began });
    return returned;
  });
  return answer({ n }, writeErrors);
}

function meantBy(state: State, namespace: string, filter: Document): Document[] {
  return [...candidates(state, namespace, filter)].filter((one) => matches(one, filter));
}

/** @returns it as it is stored @throws ServerError when its `_id` or a unique value is taken, or it is too large */
export function insertOne(state: State, namespace: string, document: Document): Document {
  const whole = '_id' in document ? document : { _id: new BSON.ObjectId(), ...document };
  const collection = ensured(state, namespace);
  const id = spelled(whole['_id']);
  if (collection.documents.has(id)) throw duplicate(namespace, { name: '_id_' });
  const error = conflict(collection, whole, namespace, id);
  if (error) throw error;
  if (BSON.calculateObjectSize(whole) > largestDocument)
    throw new ServerError(10_334, 'BSONObjectTooLarge', 'object to insert too large');
  collection.documents.set(id, whole);
  return whole;
}

/** @throws ServerError as insertOne, and when the `_id` would change */
export function replaceOne(
  state: State,
  namespace: string,
  { _id }: Document,
  changed: Document,
): void {
  const collection = ensured(state, namespace);
  const id = spelled(_id);
  if (spelled(changed['_id']) !== id)
    throw new ServerError(66, 'ImmutableField', "the (immutable) field '_id' would be changed");
  const error = conflict(collection, changed, namespace, id);
  if (error) throw error;
  collection.documents.set(id, changed);
}

/** Runs statements in their order: an ordered command stops at the first that fails. */
function each(
  command: Document,
  statements: unknown,
  run: (statement: Document, index: number) => number,
): { n: number; writeErrors: Document[] } {
  if (!Array.isArray(statements) || statements.length === 0)
    throw new ServerError(16, 'InvalidLength', 'Write batch sizes must be between 1 and 100000');
  const writeErrors: Document[] = [];
  let n = 0;
  for (const [index, statement] of statements.entries()) {
    try {
      n += run(statement, index);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message });
      if (command['ordered'] !== false) break;
    }
  }
  return { n, writeErrors };
}

function answer(counts: Document, writeErrors: readonly Document[]): Document {
  return { ...counts, ...(writeErrors.length > 0 ? { writeErrors } : {}), ok: 1 };
}

function known(statement: Document, fields: readonly string[]): void {
  const stranger = Object.keys(statement).find((name) => !fields.includes(name));
  if (stranger !== undefined)
    throw new ServerError(40_415, 'IDLUnknownField', `field '${stranger}' is an unknown field.`);
}

/** What an upsert starts from. */
function equalities(filter: Document): Document {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !name.startsWith('$')));
}
