// The bot's memory: documents with a revision, and six verbs. Everything else (locks, leases, queues, timers, the
// audit chain) is built from these, so that a second database only has to pass test/services/store/contract.ts.
import type { z } from 'zod';

/** A kind of document. Its indexes are the only ways to list it. */
export interface Collection<Doc> {
  name: string;
  schema: z.ZodType<Doc>;
  /** By name: paths of top-level fields, in order. A list is ordered by them, then by id. */
  indexes: Readonly<Record<string, readonly string[]>>;
}

export interface Stored<Doc> {
  id: string;
  /** Grows by one with every replace; 1 after insert. */
  revision: number;
  doc: Doc;
}

export type IndexValue = string | number | boolean | null;

export interface ListQuery {
  index: string;
  /** Values that the index's first fields must equal. */
  equals?: readonly IndexValue[];
  /** Bounds of the field after those, both inclusive. Documents where it is null or absent are left out if one is given. */
  min?: string | number;
  max?: string | number;
  order?: 'asc' | 'desc';
  /** 1 to 1,000. */
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

export interface Page<Doc> {
  items: Stored<Doc>[];
  /** Give it as `after` to get the following page; null at the end. */
  next: string | null;
}

/** Every verb throws Problem store_unavailable when the database can't be reached or written. */
export interface Store {
  /** False if the id is taken; nothing is changed then. */
  insert<Doc>(collection: Collection<Doc>, id: string, doc: Doc): Promise<boolean>;
  get<Doc>(collection: Collection<Doc>, id: string): Promise<Stored<Doc> | null>;
  /** Compare-and-swap: false unless the stored revision is `revision`. */
  replace<Doc>(
    collection: Collection<Doc>,
    id: string,
    revision: number,
    doc: Doc,
  ): Promise<boolean>;
  list<Doc>(collection: Collection<Doc>, query: ListQuery): Promise<Page<Doc>>;
  /** How many documents `list` would give in all; walks the index only. */
  count<Doc>(
    collection: Collection<Doc>,
    query: Pick<ListQuery, 'index' | 'equals' | 'min' | 'max'>,
  ): Promise<number>;
  /** False if there was nothing. */
  remove<Doc>(collection: Collection<Doc>, id: string): Promise<boolean>;
  /** By the clock that all who share this store agree on, epoch milliseconds. */
  time(): Promise<number>;
  close(): Promise<void>;
}
