// What makes the entries of the audit log a chain, and the walk that finds where it is broken. The store is read
// without the entries' schema here: an entry that was spoiled is a finding, not a failure.
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { hashJson } from '../../core/json.js';
import type { Collection, ListQuery, Store, Stored } from '../store/store.js';
import { auditEntrySchema, type AuditEntry, type AuditVerdict } from './entry.js';

export const auditEntries: Collection<AuditEntry> = {
  name: 'audit',
  schema: auditEntrySchema,
  indexes: {
    /** By id alone, which is the place in the chain. */
    byPlace: [],
    byKey: ['key'],
    byTime: ['at'],
  },
};

const unread: Collection<unknown> = { ...auditEntries, schema: z.unknown() };

/** Keeps fields that it doesn't know: they are part of what was altered. */
const linkSchema = z.looseObject({ seq: z.number(), previous: z.string(), hash: z.string() });

/** `previous` of the first entry, and the head of an empty log. */
export const origin = '0'.repeat(64);

/** The id of an entry: as long for every one, so that ids sort as numbers do. */
export function entryId(seq: number): string {
  return String(seq).padStart(12, '0');
}

/** The entry with its hash. */
export function sealed(entry: Omit<AuditEntry, 'hash'>): AuditEntry {
  return { ...entry, hash: hashJson(entry) };
}

/** All documents of a list, read a page at a time. */
export async function* walk<Doc>(
  store: Store,
  collection: Collection<Doc>,
  query: Omit<ListQuery, 'limit' | 'after'>,
): AsyncGenerator<Stored<Doc>> {
  for (let after: string | null | undefined; after !== null;) {
    const from = after === undefined ? {} : { after };
    const page = await store.list(collection, { ...query, ...from, limit: 1_000 });
    yield* page.items;
    after = page.next;
    // A store in this process answers without ever leaving the turn: let Slack's requests in between.
    await setImmediate();
  }
}

/** Walks the whole chain, up to the first entry that does not fit. A cut tail shows only in the number and the head. */
export async function verifyChain(store: Store): Promise<AuditVerdict> {
  let entries = 0;
  let head = origin;
  for await (const stored of walk(store, unread, { index: 'byPlace' })) {
    const seq = entries + 1;
    const checked = check(stored, seq, head);
    if ('why' in checked)
      return { intact: false, entries, head, broken: { seq, why: checked.why } };
    entries = seq;
    head = checked.hash;
  }
  return { intact: true, entries, head };
}

function check(
  stored: Stored<unknown>,
  seq: number,
  previous: string,
): { hash: string } | { why: string } {
  if (stored.id !== entryId(seq)) return { why: 'It is missing.' };
  const parsed = linkSchema.safeParse(stored.doc);
  if (!parsed.success) return { why: 'It is no longer an audit entry.' };
  const { hash, ...content } = parsed.data;
  if (hash !== hashJson(content)) return { why: 'It was altered: it does not match its hash.' };
  if (content.seq !== seq) return { why: `Entry ${content.seq} stands in its place.` };
  if (content.previous !== previous)
    return { why: 'It does not follow the entry before it: one of the two was replaced.' };
  return { hash };
}
