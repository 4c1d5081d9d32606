// Indexes: made, listed, dropped, and unique where they are to be. The order of a key's fields is kept.
import type { Document } from 'mongodb';
import { cursorAnswer } from './reading.js';
import { ServerError } from './server-error.js';
import { ensured, namespaceOf, type Asking, type Collection, type IndexSpec } from './state.js';
import { isPlain, spelled, valueAt } from './values.js';

const options = [
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'background',
  'hidden',
  'expireAfterSeconds',
  'partialFilterExpression',
  'collation',
  // Older than this server: taken, and left out.
  'ns',
];
const largest = 64;

export function listIndexes(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['listIndexes']);
  const collection = asking.state.collections.get(namespace);
  if (!collection)
    throw new ServerError(26, 'NamespaceNotFound', `ns does not exist: ${namespace}`);
  return cursorAnswer(asking, { namespace, batch: collection.indexes, rest: [] });
}

export function createIndexes(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['createIndexes']);
  const asked: unknown = command['indexes'];
  if (!Array.isArray(asked) || asked.length === 0)
    throw new ServerError(2, 'BadValue', 'Must specify at least one index to create');
  const isNew = !asking.state.collections.has(namespace);
  const collection = ensured(asking.state, namespace);
  const numIndexesBefore = collection.indexes.length;
  for (const one of asked) addIndex(collection, one, namespace);
  const numIndexesAfter = collection.indexes.length;
  return {
    numIndexesBefore,
    numIndexesAfter,
    createdCollectionAutomatically: isNew,
    ...(numIndexesBefore === numIndexesAfter ? { note: 'all indexes already exist' } : {}),
    ok: 1,
  };
}

/** @throws ServerError by whose code a client tells a name that is taken from a key that is */
export function addIndex(collection: Collection, asked: Document, namespace: string): void {
  const spec = specOf(asked);
  const { indexes, documents } = collection;
  const sameName = indexes.find(({ name }) => name === spec.name);
  const sameKey = indexes.find(({ key }) => spelled(key) === spelled(spec.key));
  if (sameName && sameName === sameKey && sameName.unique === spec.unique) return;
  if (sameName)
    throw new ServerError(
      86,
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index: ${spec.name}`,
    );
  if (sameKey)
    throw new ServerError(
      85,
      'IndexOptionsConflict',
      `Index already exists with a different name: ${sameKey.name}`,
    );
  if (indexes.length >= largest)
    throw new ServerError(67, 'CannotCreateIndex', `too many indexes for ${namespace}`);
  const keys = [...documents.values()].map((document) => keyOf(document, spec));
  if (spec.unique === true && new Set(keys).size < keys.length) throw duplicate(namespace, spec);
  indexes.push(spec);
}

function specOf(asked: Document): IndexSpec {
  const stranger = Object.keys(asked).find((name) => !options.includes(name));
  if (stranger !== undefined)
    throw new ServerError(
      197,
      'InvalidIndexSpecificationOption',
      `The field '${stranger}' is not valid for an index specification`,
    );
  const { key, name, ns: _, unique, ...rest } = asked;
  if (!isPlain(key) || Object.keys(key).length === 0 || typeof name !== 'string')
    throw new ServerError(9, 'FailedToParse', "An index needs a 'key' and a 'name'");
  const bad = Object.values(key).find((way) => way !== 1 && way !== -1 && typeof way !== 'string');
  if (bad !== undefined)
    throw new ServerError(67, 'CannotCreateIndex', 'Values in the index key must be 1 or -1');
  return { ...rest, v: 2, key, name, ...(unique === true ? { unique: true } : {}) };
}

export function dropIndexes(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['dropIndexes']);
  const collection = asking.state.collections.get(namespace);
  if (!collection) throw new ServerError(26, 'NamespaceNotFound', `ns not found ${namespace}`);
  const nIndexesWas = collection.indexes.length;
  const which: unknown = command['index'];
  const gone = new Set(which === '*' ? collection.indexes : named(collection, which));
  collection.indexes = collection.indexes.filter((one) => one.name === '_id_' || !gone.has(one));
  return { nIndexesWas, ok: 1 };
}

function named({ indexes }: Collection, which: unknown): IndexSpec[] {
  const all: unknown[] = Array.isArray(which) ? which : [which];
  return all.map((one) => {
    const found = indexes.find(({ name, key }) =>
      isPlain(one) ? spelled(key) === spelled(one) : name === one,
    );
    if (!found)
      throw new ServerError(27, 'IndexNotFound', `index not found with name [${String(one)}]`);
    if (found.name === '_id_') throw new ServerError(72, 'InvalidOptions', 'cannot drop _id index');
    return found;
  });
}

/** The error when another document has the same values in a unique index, else null. @param except its own `_id`, spelled */
export function conflict(
  { indexes, documents }: Collection,
  document: Document,
  namespace: string,
  except: string,
): ServerError | null {
  for (const spec of indexes.filter(({ unique }) => unique === true)) {
    const key = keyOf(document, spec);
    for (const [id, other] of documents)
      if (id !== except && keyOf(other, spec) === key) return duplicate(namespace, spec);
  }
  return null;
}

function keyOf(document: Document, { key }: IndexSpec): string {
  return Object.keys(key)
    .map((name) => spelled(valueAt(document, name.split('.'))))
    .join();
}

export function duplicate(namespace: string, { name }: Pick<IndexSpec, 'name'>): ServerError {
  return new ServerError(
    11_000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${name}`,
  );
}
