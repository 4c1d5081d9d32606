// Sort and projection of find, as far as they are asked for here.
import type { Document } from 'mongodb';
import { ServerError } from './server-error.js';
import { compared, valueAt } from './values.js';

/** @throws ServerError BadValue for a direction that is none */
export function sorted(documents: readonly Document[], sort: Document): Document[] {
  const fields = Object.entries(sort).map(([name, direction]) => {
    if (direction !== 1 && direction !== -1)
      throw new ServerError(15_975, 'Location15975', '$sort key ordering must be 1 or -1');
    return { path: name.split('.'), direction };
  });
  return documents.toSorted((one, other) => {
    for (const { path, direction } of fields) {
      const order = compared(valueAt(one, path), valueAt(other, path));
      if (order !== 0) return order * direction;
    }
    return 0;
  });
}

/** Fields of the first level: those that are asked for, or all but those that are not. */
export function shaped(document: Document, projection: Document): Document {
  const wanted = Object.entries(projection);
  if (wanted.length === 0) return document;
  const nested = wanted.find(([name, value]) => name.includes('.') || typeof value === 'object');
  if (nested)
    throw new ServerError(2, 'BadValue', `projection of ${nested[0]} is not known in the sandbox`);
  const others = wanted.filter(([name]) => name !== '_id');
  const isInclusive = others.length > 0 ? Boolean(others[0]?.[1]) : Boolean(projection['_id']);
  if (others.some(([, value]) => Boolean(value) !== isInclusive))
    throw new ServerError(
      31_254,
      'Location31254',
      'Cannot do exclusion and inclusion in one projection',
    );
  const named = new Set(others.map(([name]) => name));
  const hasId = projection['_id'] === undefined || Boolean(projection['_id']);
  return Object.fromEntries(
    Object.entries(document).filter(([name]) =>
      name === '_id' ? hasId : named.has(name) === isInclusive,
    ),
  );
}
