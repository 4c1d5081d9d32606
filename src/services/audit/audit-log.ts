// The audit log as a hash chain in the store. An entry's id is its place in the chain: the store's refusal to insert
// an id twice puts every process in one queue, so there are no gaps and no forks.
import { hashJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { redact } from '../redact.js';
import type { Store } from '../store/store.js';
import { auditEntries, entryId, origin, sealed, verifyChain, walk } from './chain.js';
import type { AuditEntry, AuditFact, AuditLog } from './entry.js';

/**
 * The audit log that a store holds.
 * Its methods throw Problem store_unavailable, and internal where an entry was spoiled (verify tells which).
 */
export function createAuditLog(store: Store): AuditLog {
  let queue: Promise<void> = Promise.resolve();

  /** Where the next entry goes, and what it follows. */
  async function nextPlace(): Promise<{ seq: number; previous: string }> {
    const top = await store.list(auditEntries, { index: 'byPlace', order: 'desc', limit: 1 });
    const [last] = top.items;
    if (!last) return { seq: 1, previous: origin };
    // By the id, not by the `seq` inside, which could have been tampered with. A place that does not come after the
    // last one is never free, and asking again and again would never end.
    const seq = Number(last.id) + 1;
    if (entryId(seq) <= last.id)
      throw new Problem(
        'internal',
        'The audit log can not grow: its last entry is a forgery.',
        'Run `audit verify`, and tell the platform team.',
      );
    return { seq, previous: last.doc.hash };
  }

  async function appendNow(fact: AuditFact): Promise<void> {
    for (;;) {
      // The order matters. The key is looked for after the last entry was read, and the insert only succeeds right
      // after that entry: whoever appended the key in between has taken the place, and the next turn finds it.
      const place = await nextPlace();
      const same = await store.list(auditEntries, { index: 'byKey', equals: [fact.key], limit: 1 });
      if (same.items.length > 0) return;
      const entry = sealed({ ...fact, ...place });
      if (await store.insert(auditEntries, entryId(entry.seq), entry)) return;
    }
  }

  return {
    append(fact) {
      // One after the other within a process: otherwise many at once would all race for the same place.
      const mine = queue.then(() => appendNow(withoutSecrets(fact)));
      queue = mine.catch(() => undefined);
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
