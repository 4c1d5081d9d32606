// One sign-off a month, by one person, whatever dies and whoever is faster.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../../src/core/actor.js';
import type { AccessReviews } from '../../../src/services/access/access-reviews.js';
import { createAccessReviews } from '../../../src/services/access/create-access-reviews.js';
import type { AuditFact } from '../../../src/services/audit/entry.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';

const ana: Actor = { person: 'ana', slack: 'U1', via: 'slack' };
const ben: Actor = { person: 'ben', slack: 'U2', via: 'slack' };
const start = Date.parse('2026-11-10T12:00:00Z');

let where: string;
let facts: AuditFact[];
let auditFails: boolean;
let reviews: AccessReviews;

function book(): AccessReviews {
  return createAccessReviews({
    store: openSqlite(where),
    audit: {
      append: async (fact) => {
        if (auditFails) throw new Error('killed');
        facts.push(fact);
      },
    },
    now: () => start,
  });
}

beforeEach(async () => {
  where = await mkdtemp(join(tmpdir(), 'ppm-access-'));
  facts = [];
  auditFails = false;
  reviews = book();
});
afterEach(() => rm(where, { recursive: true, force: true }));

describe('the review of a month', () => {
  test('is signed once, and stands first in the list', async () => {
    await reviews.sign('2026-09', ben, 'As before');
    const signed = await reviews.sign('2026-11', ana, 'All fine');
    expect(signed).toEqual({ period: '2026-11', by: 'ana', at: start, note: 'All fine' });
    expect(await reviews.sign('2026-11', ana, 'Again')).toEqual(signed);
    expect((await book().signOffs(5)).map(({ period }) => period)).toEqual(['2026-11', '2026-09']);
  });

  test('that somebody else has signed is refused with their name', async () => {
    await reviews.sign('2026-11', ana, 'All fine');
    await expect(reviews.sign('2026-11', ben, 'Mine')).rejects.toMatchObject({
      code: 'already_decided',
      message: 'ana signed the review of 2026-11.',
    });
  });

  test('is signed by one of two who do it at the same moment', async () => {
    const both = await Promise.allSettled([
      reviews.sign('2026-11', ana, 'a'),
      book().sign('2026-11', ben, 'b'),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await reviews.signOffs(5)).toHaveLength(1);
  });

  test('that has not begun can not be signed', async () => {
    await expect(reviews.sign('2026-12', ana, 'x')).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'period',
    });
    expect(await reviews.signOffs(5)).toEqual([]);
  });

  test('reaches the audit log when it is signed again after a death between the two writes', async () => {
    auditFails = true;
    await expect(reviews.sign('2026-11', ana, 'All fine')).rejects.toThrow('killed');
    auditFails = false;
    await book().sign('2026-11', ana, 'All fine');
    expect(facts).toMatchObject([
      { key: 'access:2026-11', action: 'access.signed', subject: '2026-11', actor: ana },
    ]);
  });
});
