// Values of documents: where they stand, whether two are the same, and which comes first.
import { BSON, type Document } from 'mongodb';

/** As text, so that equal values are equal text; a field that isn't there equals null. */
export function spelled(value: unknown): string {
  if (typeof value === 'string') return `{"value":${JSON.stringify(value)}}`;
  return BSON.EJSON.stringify({ value: value ?? null }, { relaxed: true });
}

/** @param path `owner.name`, taken apart */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isPlain(value) ? valueAt(value[name], rest) : undefined;
}

/** A document, not a date, an id or another value of BSON. */
export function isPlain(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !('_bsontype' in value)
  );
}

/** Below zero: the first comes first. Nothing, then numbers, then text, then the rest, as MongoDB has it. */
export function compared(one: unknown, other: unknown): number {
  const rank = rankOf(one) - rankOf(other);
  if (rank !== 0) return rank;
  const [left, right] = [comparable(one), comparable(other)];
  if (left === right) return 0;
  // Texts by their bytes in UTF-8, which is not the order of JavaScript.
  if (typeof left === 'string' && typeof right === 'string') return byBytes(left, right);
  return left < right ? -1 : 1;
}

function byBytes(one: string, other: string): number {
  for (let place = 0; place < Math.min(one.length, other.length); place += 1) {
    const [left, right] = [one.charCodeAt(place), other.charCodeAt(place)];
    if (left !== right) return afterSurrogates(left) - afterSurrogates(right);
  }
  return one.length - other.length;
}

/** Half a surrogate pair stands for a character beyond U+FFFF, whose bytes come last. */
function afterSurrogates(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

function rankOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'number' || typeof value === 'bigint') return 1;
  if (typeof value === 'string') return 2;
  if (typeof value === 'boolean') return 4;
  return value instanceof Date ? 5 : 3;
}

function comparable(value: unknown): number | string {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Date ? value.getTime() : spelled(value);
}

export function isSameType(one: unknown, other: unknown): boolean {
  return rankOf(one) === rankOf(other);
}
