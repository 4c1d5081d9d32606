// The audit log as a hash chain in the store. An entry's id is its place in the chain: the store's refusal to insert
// an id twice puts every process in one queue, so there are no gaps and no forks.
import { hashJson } from '../../core/json.js';
import { redact } from '../redact.js';
import type { Store } from '../store/store.js';
import { auditEntries, entryId, origin, sealed, verifyChain, walk } from './chain.js';
import type { AuditEntry, AuditFact, AuditLog } from './entry.js';

/**
 * The audit log that a store holds.
 * Its methods throw Problem store_unavailable, and internal where an entry was spoiled (verify tells which).
 */
export function createAuditLog(store: Store): AuditLog {
  let last: Promise<void> = Promise.resolve();

  async function head(): Promise<{ seq: number; hash: string }> {
    const { items } = await store.list(auditEntries, { index: 'byPlace', order: 'desc', limit: 1 });
    const [item] = items;
    // Not the `seq` inside: were that tampered with, the next place would never be free.
    return item ? { seq: Number(item.id), hash: item.doc.hash } : { seq: 0, hash: origin };
  }

  async function appendNow(fact: AuditFact): Promise<void> {
    for (;;) {
      // The order matters. The key is looked for after the head was read, and the insert only succeeds on top of that
      // head: whoever appended the key in between has taken the place, and the next turn finds it.
      const { seq, hash } = await head();
      const same = await store.list(auditEntries, { index: 'byKey', equals: [fact.key], limit: 1 });
      if (same.items.length > 0) return;
      const entry = sealed({ ...fact, seq: seq + 1, previous: hash });
      if (await store.insert(auditEntries, entryId(entry.seq), entry)) return;
    }
  }

  return {
    append(fact) {
      // One after the other within a process: otherwise many at once would all race for the same place.
      const mine = last.then(() => appendNow(withoutSecrets(fact)));
      last = mine.catch(() => undefined);
      return mine;
    },
    async query({ text = '', since, limit }) {
      const words = text.toLowerCase().split(/\s+/);
      const from = since === undefined ? {} : { min: since };
      const found: AuditEntry[] = [];
      for await (const { doc } of walk(store, auditEntries, {
        index: 'byTime',
        order: 'desc',
        ...from,
      })) {
        if (matches(doc, words)) found.push(doc);
        if (found.length === limit) break;
      }
      return found;
    },
    verify: () => verifyChain(store),
    async *all() {
      for await (const { doc } of walk(store, auditEntries, { index: 'byPlace' })) yield doc;
    },
  };
}

/** A key that holds a secret stays unique without it. */
function withoutSecrets(fact: AuditFact): AuditFact {
  return {
    key: redact(fact.key) === fact.key ? fact.key : `sha256:${hashJson(fact.key)}`,
    at: fact.at,
    actor: { ...fact.actor, person: redact(fact.actor.person) },
    action: redact(fact.action),
    subject: redact(fact.subject),
    detail: redact(fact.detail),
  };
}

/** Every word of the text is somewhere in the entry. */
function matches(entry: AuditEntry, words: readonly string[]): boolean {
  const text = [entry.actor.person, entry.action, entry.subject, entry.detail]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
