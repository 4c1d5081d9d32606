// The fields of a document that a list may be ordered by, in the form in which MongoDB's indexes hold them: text whose byte
// order is the order of the values. One type of BSON, because a comparison in MongoDB sees only values of its own type, so
// that `$gt: 5` would miss texts. All fields with a plain value are there, not only those of the indexes of today: an index
// that a later version declares then finds the documents of an earlier one, also while both write. Null is left out: to an
// index of MongoDB, absent and null are the same, before everything else.
import { createHash } from 'node:crypto';
import type { IndexValue } from './store.js';

/** By field. */
export type Keys = Record<string, string>;

/** Longer texts are told apart by a hash behind their front: an index is walked faster when its entries are short. */
const longestText = 256;
const indexable = /^\w[\w-]*$/;

/** @param body JSON text of the document */
export function keysOf(body: string): Keys {
  const doc: unknown = JSON.parse(body);
  if (typeof doc !== 'object' || doc === null) return {};
  const keys: Keys = {};
  for (const [field, value] of Object.entries(doc)) {
    const key = isIndexValue(value) && indexable.test(field) ? keyOf(value) : null;
    if (key !== null) keys[field] = key;
  }
  return keys;
}

/** Numbers come before texts and those before booleans. */
export function keyOf(value: IndexValue): string | null {
  if (value === null) return null;
  if (typeof value === 'number') return `n${sortable(value)}`;
  if (typeof value === 'boolean') return value ? 'z1' : 'z0';
  // Half a surrogate pair is stored as U+FFFD, which would make two texts one.
  if (value.length <= longestText && !/\p{Surrogate}/u.test(value)) return `s${value}`;
  const hash = createHash('sha256').update(JSON.stringify(value)).digest('hex');
  return `s${Buffer.from(value.slice(0, longestText)).toString()}${hash}`;
}

/** The bits of an IEEE 754 double, turned so that their order as unsigned integers is that of the numbers. */
function sortable(value: number): string {
  const bytes = Buffer.alloc(8);
  // Zero has two signs and one place.
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const isNegative = (bytes.readUInt8(0) & 0x80) !== 0;
  const bits = bytes.readBigUInt64BE();
  const turned = isNegative ? ~bits : bits | (1n << 63n);
  return BigInt.asUintN(64, turned).toString(16).padStart(16, '0');
}

function isIndexValue(value: unknown): value is IndexValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
