// Databases and collections: listed, made, dropped.
import { UUID, type Document } from 'mongodb';
import { matches } from './filter.js';
import { cursorAnswer } from './reading.js';
import { ServerError } from './server-error.js';
import { collectionFigures } from './sizes.js';
import { ensured, namespaceOf, namespacesOf, type Asking } from './state.js';
import { spelled } from './values.js';

/** The server's own, which it always lists. */
const own = ['admin', 'config', 'local'];
const ownBytes = 40_960;

export function listDatabases(command: Document, { state, database }: Asking): Document {
  if (database !== 'admin')
    throw new ServerError(13, 'Unauthorized', 'listDatabases may only be run against admin');
  const names = [...state.collections.keys()].map((each) => each.split('.')[0] ?? '');
  const all = [...new Set([...own, ...names])].toSorted().map((name) => {
    const figures = namespacesOf(state, name)
      .map((each) => state.collections.get(each))
      .map((each) => (each ? collectionFigures(each) : {}));
    const bytes = figures.reduce((sum, { storageSize }) => sum + Number(storageSize), 0);
    return { name, sizeOnDisk: bytes || ownBytes, empty: false };
  });
  const found = all.filter((each) => matches(each, command['filter'] ?? {}));
  if (command['nameOnly'] === true)
    return { databases: found.map(({ name }) => ({ name })), ok: 1 };
  const totalSize = found.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0);
  return { databases: found, totalSize, totalSizeMb: Math.round(totalSize / 1_048_576), ok: 1 };
}

export function listCollections(command: Document, asking: Asking): Document {
  const { state, database } = asking;
  const found = namespacesOf(state, database)
    .map((namespace) => {
      const collection = state.collections.get(namespace);
      return {
        name: namespace.slice(database.length + 1),
        type: 'collection',
        options: collection?.options ?? {},
        info: { readOnly: false, uuid: new UUID() },
        ...(collection?.indexes[0] ? { idIndex: collection.indexes[0] } : {}),
      };
    })
    .filter((each) => matches(each, command['filter'] ?? {}))
    .map((each) => (command['nameOnly'] === true ? { name: each.name, type: each.type } : each));
  const namespace = `${database}.$cmd.listCollections`;
  return cursorAnswer(asking, { namespace, batch: found, rest: [] });
}

export function create(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['create']);
  const names = ['capped', 'size', 'max', 'validator', 'validationLevel', 'validationAction'];
  const options = Object.fromEntries(
    names.filter((name) => name in command).map((name) => [name, command[name]]),
  );
  const existing = asking.state.collections.get(namespace);
  // Since version 7 it is no error to make what is there already, as it is.
  if (existing && spelled(existing.options) !== spelled(options))
    throw new ServerError(48, 'NamespaceExists', `Collection ${namespace} already exists.`);
  ensured(asking.state, namespace).options = options;
  return { ok: 1 };
}

/** Since version 7 it is no error to drop what isn't there. */
export function drop(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['drop']);
  const existing = asking.state.collections.get(namespace);
  asking.state.collections.delete(namespace);
  return existing ? { nIndexesWas: existing.indexes.length, ns: namespace, ok: 1 } : { ok: 1 };
}

export function dropDatabase(command: Document, { state, database }: Asking): Document {
  if (command['dropDatabase'] !== 1)
    throw new ServerError(2, 'BadValue', 'have to pass 1 as db parameter');
  const names = namespacesOf(state, database);
  for (const name of names) state.collections.delete(name);
  return names.length > 0 ? { dropped: database, ok: 1 } : { ok: 1 };
}
