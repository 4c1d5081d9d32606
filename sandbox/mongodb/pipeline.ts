// The stages of aggregate that a client needs to count and to look: $match, $group into one sum, $count, $sort, $skip, $limit,
// $project, and the sources $collStats, $indexStats and $currentOp. Others are refused.
import type { Document } from 'mongodb';
import { matches } from './filter.js';
import { currentOperations } from './current-operations.js';
import { ServerError } from './server-error.js';
import { shaped, sorted } from './shaping.js';
import { collectionFigures } from './sizes.js';
import { type Asking } from './state.js';
import { candidates } from './walking.js';
import { isPlain } from './values.js';

/** @param namespace null: the database itself was asked */
export function piped(
  pipeline: readonly Document[],
  namespace: string | null,
  asking: Asking,
): Document[] {
  const [first, ...rest] = pipeline;
  const source = first === undefined ? null : sourceOf(first, namespace, asking);
  if (source === null && namespace === null)
    throw new ServerError(73, 'InvalidNamespace', 'this pipeline needs a collection');
  const stages = source === null ? pipeline : rest;
  const documents = source ?? [
    ...candidates(asking.state, namespace ?? '', first?.['$match'] ?? {}),
  ];
  return stages.reduce<Document[]>((found, stage) => staged(found, stage), documents);
}

/** What a stage that stands at the front gives; null for another one. */
function sourceOf(stage: Document, namespace: string | null, asking: Asking): Document[] | null {
  const [name, options] = only(stage);
  switch (name) {
    case '$currentOp':
      if (asking.database !== 'admin')
        throw new ServerError(73, 'InvalidNamespace', '$currentOp must be run against admin');
      return currentOperations(asking, Boolean(options['idleConnections']));
    case '$collStats':
      return namespace === null ? [] : [statsOf(namespace, asking)];
    case '$indexStats':
      return (asking.state.collections.get(namespace ?? '')?.indexes ?? []).map((spec) => ({
        name: spec.name,
        key: spec.key,
        accesses: { ops: 0, since: new Date(asking.state.startedAt) },
        spec,
      }));
    default:
      return null;
  }
}

function statsOf(namespace: string, { state }: Asking): Document {
  const collection = state.collections.get(namespace);
  if (!collection)
    throw new ServerError(26, 'NamespaceNotFound', `Collection [${namespace}] not found.`);
  const figures = collectionFigures(collection);
  return { ns: namespace, localTime: new Date(), storageStats: figures, count: figures['count'] };
}

function staged(documents: Document[], stage: Document): Document[] {
  const [name, options] = only(stage);
  switch (name) {
    case '$match':
      return documents.filter((document) => matches(document, options));
    case '$group':
      return grouped(documents, options);
    case '$count':
      return documents.length === 0 ? [] : [{ [String(stage['$count'])]: documents.length }];
    case '$sort':
      return sorted(documents, options);
    case '$skip':
      return documents.slice(Number(stage['$skip']));
    case '$limit':
      return documents.slice(0, Number(stage['$limit']));
    case '$project':
      return documents.map((document) => shaped(document, options));
    default:
      throw new ServerError(40_324, 'Location40324', `Unrecognized pipeline stage name: '${name}'`);
  }
}

/** `{ _id: 1, n: { $sum: 1 } }`, which is how drivers count. */
function grouped(documents: readonly Document[], options: Document): Document[] {
  const { _id, ...fields } = options;
  const named = Object.entries(fields);
  const known = named.every(([, value]) => isPlain(value) && value['$sum'] === 1);
  if (typeof _id === 'object' || typeof _id === 'string' || !known)
    throw new ServerError(2, 'BadValue', '$group: only sums of 1 into one group are known here');
  if (documents.length === 0) return [];
  return [{ _id, ...Object.fromEntries(named.map(([name]) => [name, documents.length])) }];
}

function only(stage: Document): [string, Document] {
  const [entry, ...more] = Object.entries(stage);
  if (entry === undefined || more.length > 0)
    throw new ServerError(40_323, 'Location40323', 'A stage must contain exactly one field.');
  const [name, options] = entry;
  return [name, isPlain(options) ? options : {}];
}
