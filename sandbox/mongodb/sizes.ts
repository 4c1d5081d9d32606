// How large collections and databases are, as collStats and dbStats say it: bytes of BSON, and made-up sizes on the disk.
import { BSON, type Document } from 'mongodb';
import { Documents } from './documents.js';
import { namespaceOf, namespacesOf, type Asking, type Collection } from './state.js';

/** A file has at least a page; an index has a page and some bytes a document. */
const page = 4096;
const bytesPerKey = 24;

export function collectionFigures({ documents, indexes }: Collection): Document {
  const size = [...documents.values()].reduce(
    (sum, each) => sum + BSON.calculateObjectSize(each),
    0,
  );
  const indexSize = page + documents.size * bytesPerKey;
  return {
    count: documents.size,
    size,
    avgObjSize: documents.size === 0 ? 0 : Math.round(size / documents.size),
    storageSize: Math.max(1, Math.ceil(size / page)) * page,
    capped: false,
    nindexes: indexes.length,
    totalIndexSize: indexes.length * indexSize,
    indexSizes: Object.fromEntries(indexes.map(({ name }) => [name, indexSize])),
  };
}

const nothing: Collection = { documents: new Documents(), indexes: [], options: {} };

export function collStats(command: Document, asking: Asking): Document {
  const namespace = namespaceOf(asking, command['collStats']);
  const collection = asking.state.collections.get(namespace) ?? nothing;
  return { ns: namespace, ...collectionFigures(collection), scaleFactor: 1, ok: 1 };
}

export function dbStats(command: Document, asking: Asking): Document {
  const { state, database } = asking;
  const scale = Number(command['scale'] ?? 1);
  const all = namespacesOf(state, database).map((name) =>
    collectionFigures(state.collections.get(name) ?? nothing),
  );
  const sum = (field: string): number =>
    all.reduce((total, figures) => total + Number(figures[field]), 0);
  const objects = sum('count');
  return {
    db: database,
    collections: all.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : sum('size') / objects,
    dataSize: sum('size') / scale,
    storageSize: sum('storageSize') / scale,
    indexes: sum('nindexes'),
    indexSize: sum('totalIndexSize') / scale,
    totalSize: (sum('storageSize') + sum('totalIndexSize')) / scale,
    scaleFactor: scale,
    fsUsedSize: state.disk.usedBytes / scale,
    fsTotalSize: state.disk.totalBytes / scale,
    ok: 1,
  };
}
