// Which documents a filter means: equality, of nested fields too, and $or, $and. Anything else is refused, never ignored.
import { BSON, type Document } from 'mongodb';
import { ServerError } from './server-error.js';

/** @throws ServerError BadValue for an operator that isn't known here */
export function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === '$or') return branches(name, wanted).some((branch) => matches(document, branch));
    if (name === '$and') return branches(name, wanted).every((branch) => matches(document, branch));
    if (name.startsWith('$')) throw unknownOperator(name);
    return fieldMatches(valueAt(document, name.split('.')), wanted);
  });
}

function branches(name: string, value: unknown): Document[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new ServerError(2, 'BadValue', `${name} must be a nonempty array`);
  return value;
}

function fieldMatches(value: unknown, wanted: unknown): boolean {
  const operators = isPlain(wanted) ? Object.keys(wanted).filter((key) => key.startsWith('$')) : [];
  const [operator] = operators;
  if (operator === '$eq' && operators.length === 1 && isPlain(wanted))
    return fieldMatches(value, wanted['$eq']);
  if (operator !== undefined) throw unknownOperator(operator);
  if (same(value, wanted)) return true;
  return Array.isArray(value) && value.some((item) => same(item, wanted));
}

/** A field that isn't there equals null. */
function same(one: unknown, other: unknown): boolean {
  return spelled(one ?? null) === spelled(other ?? null);
}

function spelled(value: unknown): string {
  return BSON.EJSON.stringify({ value }, { relaxed: true });
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isPlain(value) ? valueAt(value[name], rest) : undefined;
}

function isPlain(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

function unknownOperator(name: string): ServerError {
  return new ServerError(2, 'BadValue', `unknown operator: ${name}`);
}
