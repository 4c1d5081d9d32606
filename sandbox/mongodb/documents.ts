// The documents of a collection, and its indexes as a server has them: sorted, so that a question that an index answers costs
// what it finds and not what there is. An index is built when it is first walked.
import { OrderedMap } from 'js-sdsl';
import type { Document } from 'mongodb';
import { compared, valueAt } from './values.js';

/** Values of the fields of an index, then the document's own place; a shorter one stands before all that begin with it. */
type Key = readonly unknown[];

/** Stands behind every value. */
const end = Symbol('end');

interface Index {
  paths: string[][];
  entries: OrderedMap<Key, Document>;
  /** A field of some document is a list: the server has an entry for each item, and this one has not. */
  hasLists: boolean;
}

/** By `_id`, spelled; in the order in which they came. */
export class Documents extends Map<string, Document> {
  /** By the fields. */
  readonly #indexes = new Map<string, Index>();

  constructor(entries: Iterable<readonly [string, Document]> = []) {
    super();
    for (const [id, document] of entries) this.set(id, document);
  }

  override set(id: string, document: Document): this {
    this.#leave(id);
    for (const index of this.#indexes.values()) enter(index, id, document);
    return super.set(id, document);
  }

  override delete(id: string): boolean {
    this.#leave(id);
    return super.delete(id);
  }

  override clear(): void {
    this.#indexes.clear();
    super.clear();
  }

  /**
   * In the order of an index, from those that begin with `lower` to those that begin with `upper`, or backwards.
   * @param fields of the index, `owner.name`
   * @returns null: a list stands in one of the fields
   */
  walk(
    fields: readonly string[],
    { lower, upper, direction }: { lower: Key; upper: Key; direction: 1 | -1 },
  ): Iterable<Document> | null {
    const name = fields.join();
    const index = this.#indexes.get(name) ?? this.#build(fields);
    this.#indexes.set(name, index);
    if (index.hasLists) return null;
    return direction === 1
      ? upwards(index, lower, [...upper, end])
      : downwards(index, lower, [...upper, end]);
  }

  #build(fields: readonly string[]): Index {
    const paths = fields.map((field) => field.split('.'));
    const index = { paths, entries: new OrderedMap<Key, Document>([], order), hasLists: false };
    for (const [id, document] of this) enter(index, id, document);
    return index;
  }

  #leave(id: string): void {
    const before = this.get(id);
    if (before === undefined) return;
    for (const { paths, entries } of this.#indexes.values())
      entries.eraseElementByKey(keyOf(paths, id, before));
  }
}

function enter(index: Index, id: string, document: Document): void {
  const key = keyOf(index.paths, id, document);
  if (key.some(Array.isArray)) index.hasLists = true;
  index.entries.setElement(key, document);
}

function keyOf(paths: readonly string[][], id: string, document: Document): Key {
  return [...paths.map((path) => valueAt(document, path)), id];
}

function order(one: Key, other: Key): number {
  for (let place = 0; place < Math.min(one.length, other.length); place += 1) {
    if (one[place] === end || other[place] === end) return one[place] === end ? 1 : -1;
    const found = compared(one[place], other[place]);
    if (found !== 0) return found;
  }
  return one.length - other.length;
}

function* upwards({ entries }: Index, lower: Key, upper: Key): Generator<Document> {
  for (const at = entries.lowerBound(lower); at.isAccessible(); at.next()) {
    const [key, document] = at.pointer;
    if (order(key, upper) > 0) return;
    yield document;
  }
}

function* downwards({ entries }: Index, lower: Key, upper: Key): Generator<Document> {
  const first = entries.begin();
  const at = entries.reverseLowerBound(upper);
  while (at.isAccessible()) {
    const [key, document] = at.pointer;
    if (order(key, lower) < 0) return;
    yield document;
    if (at.equals(first)) return;
    at.pre();
  }
}
