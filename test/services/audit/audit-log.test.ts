// The audit log on a real store: one chain whoever writes, and every way of tampering found at the right place.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../../src/core/json.js';
import { createAuditLog } from '../../../src/services/audit/audit-log.js';
import { auditEntries, entryId, origin, sealed } from '../../../src/services/audit/chain.js';
import type { AuditEntry, AuditFact, AuditLog } from '../../../src/services/audit/entry.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';

const directories: string[] = [];
afterEach(async () => {
  for (const each of directories.splice(0)) await rm(each, { recursive: true, force: true });
});

async function place(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ppm-audit-'));
  directories.push(made);
  return made;
}

const fact = (n: number, more: Partial<AuditFact> = {}): AuditFact => ({
  key: `k${n}`,
  at: 1_000 + n,
  actor: { person: 'mira', slack: 'U01', via: 'slack' },
  action: 'run.approved',
  subject: `R-${n}`,
  detail: `number ${n}`,
  ...more,
});

async function filled(count: number): Promise<{ store: Store; log: AuditLog }> {
  const store = openSqlite(await place());
  const log = createAuditLog(store);
  for (let n = 1; n <= count; n += 1) await log.append(fact(n));
  return { store, log };
}

async function everything(log: AuditLog): Promise<AuditEntry[]> {
  const entries = [];
  for await (const entry of log.all()) entries.push(entry);
  return entries;
}

describe('append', () => {
  it('makes a chain that anybody can check', async () => {
    const { log } = await filled(3);
    const entries = await everything(log);
    expect(entries.map((entry) => entry.seq)).toStrictEqual([1, 2, 3]);
    expect(entries[1]).toMatchObject(fact(2));
    let previous = '0'.repeat(64);
    for (const { hash, ...content } of entries) {
      expect(content.previous).toBe(previous);
      expect(hash).toBe(createHash('sha256').update(canonicalJson(content)).digest('hex'));
      previous = hash;
    }
    expect(await log.verify()).toStrictEqual({ intact: true, entries: 3, head: previous });
  });

  it('takes a repeated key as done, however much came between', async () => {
    const { log } = await filled(3);
    await log.append(fact(1, { detail: 'again' }));
    expect((await everything(log)).map((entry) => entry.detail)).toStrictEqual([
      'number 1',
      'number 2',
      'number 3',
    ]);
  });

  it('is one chain without gaps or repeats when two connections append the same and other keys at once', async () => {
    const where = await place();
    const logs = [createAuditLog(openSqlite(where)), createAuditLog(openSqlite(where))];
    const work = logs.flatMap((log, side) =>
      Array.from({ length: 40 }, async (_, n) => {
        await log.append(fact(n, { key: `shared ${n}` }));
        await log.append(fact(n, { key: `side ${side}, ${n}` }));
      }),
    );
    await Promise.all(work);
    for (const log of logs) {
      const entries = await everything(log);
      expect(entries).toHaveLength(120);
      expect(new Set(entries.map((entry) => entry.key)).size).toBe(120);
      expect(await log.verify()).toMatchObject({ intact: true, entries: 120 });
    }
  });

  it('sees a key that another process appended between its two looks', async () => {
    const store = openSqlite(await place());
    const rival = createAuditLog(store);
    let raced = false;
    const log = createAuditLog({
      ...store,
      async insert(collection, id, doc) {
        if (!raced) {
          raced = true;
          await rival.append(fact(1));
        }
        return store.insert(collection, id, doc);
      },
    });
    await log.append(fact(1));
    expect(raced).toBe(true);
    expect(await everything(log)).toHaveLength(1);
  });

  it('goes on after an append that failed', async () => {
    const store = openSqlite(await place());
    let fail = true;
    const log = createAuditLog({
      ...store,
      async insert(collection, id, doc) {
        if (fail) throw new Error('disk');
        return store.insert(collection, id, doc);
      },
    });
    await expect(log.append(fact(1))).rejects.toThrow('disk');
    fail = false;
    await log.append(fact(2));
    expect((await everything(log)).map((entry) => entry.key)).toStrictEqual(['k2']);
  });

  it('masks secrets, in a key too, which stays unique', async () => {
    const { log } = await filled(0);
    const secret = `dapi${'0123456789abcdef'.repeat(2)}`;
    const texts = { action: `a ${secret}`, subject: `b ${secret}`, detail: `c ${secret}` };
    await log.append(fact(1, { ...texts, key: `one ${secret}` }));
    await log.append(fact(1, { ...texts, key: `one ${secret}` }));
    const other = `dapi${'fedcba9876543210'.repeat(2)}`;
    await log.append(fact(1, { ...texts, key: `one ${other}` }));
    const entries = await everything(log);
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toMatch(/dapi/);
    expect(entries[0]?.detail).toBe('c [Databricks token removed]');
    expect(await log.verify()).toMatchObject({ intact: true });
  });
});

describe('query', () => {
  it('gives the newest first, by time and not by place', async () => {
    const { log } = await filled(3);
    await log.append(fact(9, { at: 1_001 }));
    expect((await log.query({ limit: 10 })).map((entry) => entry.key)).toStrictEqual([
      'k3',
      'k2',
      'k9',
      'k1',
    ]);
    expect((await log.query({ limit: 2 })).map((entry) => entry.key)).toStrictEqual(['k3', 'k2']);
    expect((await log.query({ since: 1_002, limit: 10 })).map((entry) => entry.key)).toStrictEqual([
      'k3',
      'k2',
    ]);
  });

  it('wants every word, anywhere, whatever its case', async () => {
    const { log } = await filled(12);
    await log.append(
      fact(50, { actor: { person: 'jon', via: 'terminal' }, action: 'token.issued' }),
    );
    const keys = async (text: string) =>
      (await log.query({ text, limit: 20 })).map((entry) => entry.key);
    expect(await keys('JON')).toStrictEqual(['k50']);
    expect(await keys(' r-12  approved ')).toStrictEqual(['k12']);
    expect(await keys('mira token')).toStrictEqual([]);
    expect(await keys('issued')).toStrictEqual(['k50']);
    expect(await keys('number 1')).toStrictEqual(['k12', 'k11', 'k10', 'k1']);
    expect(await keys('')).toHaveLength(13);
  });
});

/** The store as somebody with the database's password sees it. */
const raw = { ...auditEntries, schema: z.record(z.string(), z.unknown()) };
async function overwrite(
  store: Store,
  seq: number,
  change: (doc: AuditEntry) => Record<string, unknown>,
) {
  const stored = await store.get(auditEntries, entryId(seq));
  if (!stored) throw new Error(`no entry ${seq}`);
  await store.replace(raw, stored.id, stored.revision, change(stored.doc));
}
const resealed = ({ hash: _hash, ...content }: AuditEntry): AuditEntry => sealed(content);
async function swap(
  store: Store,
  one: number,
  other: number,
  change: (doc: AuditEntry, seq: number) => AuditEntry,
) {
  const first = await store.get(auditEntries, entryId(one));
  const second = await store.get(auditEntries, entryId(other));
  if (!first || !second) throw new Error('nothing to swap');
  await overwrite(store, one, () => change(second.doc, one));
  await overwrite(store, other, () => change(first.doc, other));
}

describe('verify', () => {
  const tampering: Record<
    string,
    { seq: number; why: string; act(store: Store): Promise<unknown> }
  > = {
    'a changed detail': {
      seq: 3,
      why: 'altered',
      act: (store) => overwrite(store, 3, (doc) => ({ ...doc, detail: 'x' })),
    },
    'a changed time': {
      seq: 1,
      why: 'altered',
      act: (store) => overwrite(store, 1, (doc) => ({ ...doc, at: doc.at + 1 })),
    },
    'a changed actor': {
      seq: 5,
      why: 'altered',
      act: (store) =>
        overwrite(store, 5, (doc) => ({ ...doc, actor: { ...doc.actor, person: 'eve' } })),
    },
    'a field more': {
      seq: 3,
      why: 'altered',
      act: (store) => overwrite(store, 3, (doc) => ({ ...doc, note: 'x' })),
    },
    'a field less': {
      seq: 3,
      why: 'altered',
      act: (store) => overwrite(store, 3, ({ key: _key, ...doc }) => doc),
    },
    'a changed hash': {
      seq: 3,
      why: 'altered',
      act: (store) => overwrite(store, 3, (doc) => ({ ...doc, hash: origin })),
    },
    'something else in its place': {
      seq: 3,
      why: 'no longer',
      act: (store) => overwrite(store, 3, () => ({ a: 1 })),
    },
    'a change with its hash made anew': {
      seq: 4,
      why: 'does not follow',
      act: (store) => overwrite(store, 3, (doc) => resealed({ ...doc, detail: 'x' })),
    },
    'a removed first entry': {
      seq: 1,
      why: 'missing',
      act: (store) => store.remove(raw, entryId(1)),
    },
    'a removed entry in the middle': {
      seq: 3,
      why: 'missing',
      act: (store) => store.remove(raw, entryId(3)),
    },
    'a copy at the end': {
      seq: 6,
      why: 'Entry 2 stands in its place',
      act: async (store) =>
        store.insert(raw, entryId(6), (await store.get(raw, entryId(2)))?.doc ?? {}),
    },
    'a forged place far away': {
      seq: 6,
      why: 'missing',
      act: (store) => store.insert(raw, entryId(60), {}),
    },
    'two swapped': {
      seq: 2,
      why: 'Entry 4 stands',
      act: (store) => swap(store, 2, 4, (doc) => doc),
    },
    'two swapped and numbered anew': {
      seq: 2,
      why: 'does not follow',
      act: (store) => swap(store, 2, 4, (doc, seq) => resealed({ ...doc, seq })),
    },
  };

  it.each(Object.entries(tampering))('finds %s', async (_name, { seq, why, act }) => {
    const { store, log } = await filled(5);
    await act(store);
    const verdict = await log.verify();
    expect(verdict).toMatchObject({ intact: false, entries: seq - 1, broken: { seq } });
    expect(verdict.broken?.why).toContain(why);
  });

  it('shows a cut tail by the number and the head', async () => {
    const { store, log } = await filled(5);
    const before = await log.verify();
    await store.remove(raw, entryId(5));
    const after = await log.verify();
    expect(after).toMatchObject({ intact: true, entries: 4 });
    expect(after.head).not.toBe(before.head);
  });

  it('calls an empty log whole', async () => {
    const { log } = await filled(0);
    expect(await log.verify()).toStrictEqual({ intact: true, entries: 0, head: origin });
  });

  it('walks more entries than one page holds', async () => {
    const store = openSqlite(await place());
    const log = createAuditLog(store);
    let previous = origin;
    for (let seq = 1; seq <= 2_005; seq += 1) {
      const entry = sealed({ ...fact(seq), seq, previous });
      await store.insert(auditEntries, entryId(seq), entry);
      previous = entry.hash;
    }
    expect(await log.verify()).toStrictEqual({ intact: true, entries: 2_005, head: previous });
    expect(await everything(log)).toHaveLength(2_005);
    await overwrite(store, 2_001, (doc) => ({ ...doc, detail: 'x' }));
    expect((await log.verify()).broken?.seq).toBe(2_001);
  });

  it('lets the log grow when the number in its last entry was changed', async () => {
    const { store, log } = await filled(5);
    await overwrite(store, 5, (doc) => ({ ...doc, seq: 2 }));
    await log.append(fact(6));
    expect((await everything(log)).at(-1)?.key).toBe('k6');
    expect((await log.verify()).broken?.seq).toBe(5);
  });

  it.each([entryId(999_999_999_999), '~'])(
    'does not try for ever behind a forged place (%s)',
    async (id) => {
      const { store, log } = await filled(2);
      await store.insert(auditEntries, id, sealed({ ...fact(9), seq: 9, previous: origin }));
      await expect(log.append(fact(10))).rejects.toMatchObject({ code: 'internal' });
      expect((await log.verify()).broken?.seq).toBe(3);
    },
  );

  it('lets others work while it walks', async () => {
    const { log } = await filled(2);
    const ran: string[] = [];
    setImmediate(() => ran.push('other work'));
    await log.verify();
    expect(ran).toStrictEqual(['other work']);
  });

  it('finds any single change to any log', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    const facts = fc.array(
      fc.record({ at: fc.integer({ min: 0 }), action: text, subject: text, detail: text }),
      { minLength: 2, maxLength: 8 },
    );
    const change = fc.record({
      field: fc.constantFrom('action', 'subject', 'detail', 'key', 'previous', 'hash'),
      where: fc.nat(),
      how: fc.constantFrom('alter', 'remove', 'swap'),
    });
    await fc.assert(
      fc.asyncProperty(facts, change, async (given, { field, where, how }) => {
        const store = openSqlite(await place());
        const log = createAuditLog(store);
        for (const [n, each] of given.entries()) await log.append(fact(n, each));
        expect(await log.verify()).toMatchObject({ intact: true, entries: given.length });

        // The last place is left out: removing it is a cut tail, and it has none to swap with.
        const seq = 1 + (where % (given.length - 1));
        if (how === 'alter')
          await overwrite(store, seq, (doc) => ({ ...doc, [field]: `${doc.hash}!` }));
        if (how === 'remove') await store.remove(raw, entryId(seq));
        if (how === 'swap') await swap(store, seq, given.length, (doc) => doc);
        expect(await log.verify()).toMatchObject({
          intact: false,
          entries: seq - 1,
          broken: { seq },
        });
        await store.close();
      }),
      { numRuns: 60 },
    );
  });
});
