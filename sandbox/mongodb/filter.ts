// Which documents a filter means: equality, of nested fields too, comparisons, $in, $exists, $regex, and $or, $and, $nor.
// Anything else is refused, never ignored.
import type { Document } from 'mongodb';
import { ServerError } from './server-error.js';
import { compared, isPlain, isSameType, spelled, valueAt } from './values.js';

/** @throws ServerError BadValue for an operator that isn't known here */
export function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    switch (name) {
      case '$or':
        return branches(name, wanted).some((branch) => matches(document, branch));
      case '$and':
        return branches(name, wanted).every((branch) => matches(document, branch));
      case '$nor':
        return !branches(name, wanted).some((branch) => matches(document, branch));
      default:
        if (name.startsWith('$')) throw unknownOperator(name);
        return fieldMatches(valueAt(document, name.split('.')), wanted);
    }
  });
}

function branches(name: string, value: unknown): Document[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new ServerError(2, 'BadValue', `${name} must be a nonempty array`);
  return value;
}

function fieldMatches(value: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) return typeof value === 'string' && wanted.test(value);
  const operators = isPlain(wanted)
    ? Object.entries(wanted).filter(([key]) => key.startsWith('$'))
    : [];
  if (operators.length === 0) return equals(value, wanted);
  return operators.every(([operator, operand]) =>
    operatorMatches(value, operator, operand, wanted),
  );
}

function operatorMatches(
  value: unknown,
  operator: string,
  operand: unknown,
  all: unknown,
): boolean {
  switch (operator) {
    case '$eq':
      return equals(value, operand);
    case '$ne':
      return !equals(value, operand);
    case '$in':
      return listOf(operator, operand).some((one) => fieldMatches(value, one));
    case '$nin':
      return !listOf(operator, operand).some((one) => fieldMatches(value, one));
    case '$exists':
      return (value !== undefined) === Boolean(operand);
    case '$gt':
      return isSameType(value, operand) && compared(value, operand) > 0;
    case '$gte':
      return isSameType(value, operand) && compared(value, operand) >= 0;
    case '$lt':
      return isSameType(value, operand) && compared(value, operand) < 0;
    case '$lte':
      return isSameType(value, operand) && compared(value, operand) <= 0;
    case '$not':
      return !fieldMatches(value, operand);
    case '$regex':
      return typeof value === 'string' && expression(operand, all).test(value);
    case '$options':
      return true;
    default:
      throw unknownOperator(operator);
  }
}

/** The value itself, or one of its items. */
function equals(value: unknown, wanted: unknown): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') return value === wanted;
  if (spelled(value) === spelled(wanted)) return true;
  return Array.isArray(value) && value.some((item) => spelled(item) === spelled(wanted));
}

function listOf(operator: string, operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw new ServerError(2, 'BadValue', `${operator} needs an array`);
  return operand;
}

function expression(operand: unknown, all: unknown): RegExp {
  if (operand instanceof RegExp) return operand;
  const options: unknown = isPlain(all) ? all['$options'] : undefined;
  return new RegExp(String(operand), typeof options === 'string' ? options : '');
}

function unknownOperator(name: string): ServerError {
  return new ServerError(2, 'BadValue', `unknown operator: ${name}`);
}
