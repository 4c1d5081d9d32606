// `access review` and `access sign`.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../../src/core/actor.js';
import { Problem } from '../../../src/core/problem.js';
import { accessReview } from '../../../src/handlers/upkeep/access-review.js';
import { accessSign } from '../../../src/handlers/upkeep/access-sign.js';
import { createAccessReviews } from '../../../src/services/access/create-access-reviews.js';
import type { Context } from '../../../src/services/context.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { validateInput } from '../../../src/services/engine/parse/validate.js';
import type { CredentialNow } from '../../../src/services/rotation/rotations.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { contextWith, unusedNotion } from '../../support/context.js';
import { memoryStore } from '../../support/memory-store.js';

const day = 86_400_000;
const now = Date.parse('2026-11-10T12:00:00Z');
const base = contextWith();
const databaseId = '11111111-1111-4111-8111-111111111111';
const sourceId = '22222222-2222-4222-8222-222222222222';

const credential: CredentialNow = {
  name: 'notion',
  title: 'Notion token',
  kind: 'notion',
  setting: 'NOTION_API_KEY',
  principal: 'PPM integration',
  permissions: ['read content'],
  stores: [],
  usedBy: [],
  madeAt: now - 10 * day,
  due: false,
  lastUsedAt: now,
};

let members: Partial<Record<Role, string[]>>;
let credentials: CredentialNow[];
let visible: { id: string; databaseId: string; title: string }[];
let context: Context;

beforeEach(() => {
  members = { oncall: ['U1', 'U2'], approver: ['U2'] };
  credentials = [credential];
  visible = [{ id: sourceId, databaseId, title: 'Projects' }];
  context = contextWith({
    actor: { person: 'ana', slack: 'U1', via: 'slack' },
    now: () => now,
    rotations: { ...base.rotations, credentials: async () => credentials },
    tokens: { ...base.tokens, list: async () => [{ person: 'ben', issuedAt: now - 200 * day }] },
    accessReviews: createAccessReviews({
      store: memoryStore(),
      audit: { append: async () => {} },
      now: () => now,
    }),
    directory: {
      ...base.directory,
      mentionsOf: (roles) => roles.flatMap((role) => members[role] ?? []),
      membersOf: async (roles) =>
        roles.flatMap((role) => (members[role] ?? []).filter((id) => id.startsWith('U'))),
      fromSlack: (id) => ({
        person: { U1: 'ana', U2: 'ben' }[id] ?? `slack:${id}`,
        slack: id,
        via: 'slack',
      }),
    },
    tables: { ...base.tables, currentUser: async () => 'ppm-bot@example.org' },
    notion: {
      ...base.notion,
      people: {
        ...unusedNotion,
        me: async () => ({ id: 'b', name: 'PPM integration', workspace: 'Acme' }),
        searchDataSources: async () =>
          visible.map((one) => ({ ...one, url: `https://notion.so/${one.id}`, properties: [] })),
      },
    },
    systems: {
      'finance-ppm': systemSchema.parse({
        title: 'Finance',
        environment: 'production',
        databases: { projects: { title: 'Projects', id: databaseId.replaceAll('-', '') } },
      }),
    },
  });
});

const review = (given: Partial<Context> = {}) => accessReview.read({}, { ...context, ...given });
async function sign(text: string) {
  const { input } = parseRequest(text, [accessSign]);
  return accessSign.act(validateInput(accessSign, input), context);
}
const factIn = ({ facts }: Awaited<ReturnType<typeof review>>, wanted: string) =>
  facts?.find(({ label }) => label === wanted)?.value;

test.each([...accessReview.examples, ...accessSign.examples])('%s is understood', (example) => {
  expect(parseRequest(example, [accessReview, accessSign]).kind).toBe('parsed');
});

describe('access review', () => {
  test('lists the personal tokens with their ages', async () => {
    const titled = (await review()).tables?.find(({ title }) => title === 'Personal tokens');
    expect(titled?.rows.map(([who, , days]) => [who, days])).toEqual([['ben', '200']]);
  });

  test('tells integrations, credentials and people, and asks to be signed', async () => {
    const report = await review();
    expect(report).toMatchObject({
      status: 'good',
      headline: 'Access in 2026-11: nothing stands out, not signed yet',
      findings: [],
      suggestions: [{ operation: 'access.sign', input: { period: '2026-11' } }],
    });
    expect(factIn(report, 'Notion integration')).toBe('PPM integration in Acme');
    expect(factIn(report, 'Databricks principal')).toBe('ppm-bot@example.org');
    expect(factIn(report, 'Signed last')).toBe('never');
    expect(report.tables?.map(({ title }) => title)).toEqual([
      'Credentials',
      'People',
      'Personal tokens',
    ]);
    expect(report.tables?.[0]?.rows).toEqual([
      ['notion', 'PPM integration', 'read content', '2026-10-31', '10 days', 'no', '2026-11-10'],
    ]);
    expect(report.tables?.[1]?.rows.slice(0, 3)).toEqual([
      ['oncall', expect.any(String), 'ana, ben'],
      ['approver', expect.stringContaining('decides'), 'ben'],
      ['manager', expect.any(String), 'nobody'],
    ]);
  });

  test('names what is due, and what was not used for 30 days', async () => {
    credentials = [
      { ...credential, lastUsedAt: now - 30 * day },
      { ...credential, name: 'old', title: 'Old key', due: true, lastUsedAt: now - 30 * day - 1 },
      { ...credential, name: 'x', title: 'X', lastUsedAt: null },
    ];
    const report = await review();
    expect(report.status).toBe('warning');
    expect(report.findings?.map(({ title }) => title)).toEqual([
      'Old key is due for rotation',
      'Old key is not used',
    ]);
  });

  test('names databases that the integration can read and nobody has configured', async () => {
    visible.push({ id: '3', databaseId: '4', title: 'Salaries' });
    const report = await review();
    expect(report).toMatchObject({
      status: 'good',
      findings: [{ title: 'PPM integration can read 1 database that nobody has configured' }],
    });
    expect(report.tables?.at(-1)?.rows).toEqual([['Salaries', 'https://notion.so/3']]);
  });

  test('names people with rights who are not listed, and groups that give nobody a role', async () => {
    members = { oncall: ['U1', 'U9'], approver: ['S123'] };
    expect((await review()).findings).toMatchObject([
      { title: 'Nobody has the role approver, though it is given', evidence: 'Given to S123' },
      { title: expect.stringContaining('without an entry'), evidence: 'slack:U9' },
    ]);
  });

  test('goes on when Notion or the warehouse can not be asked, and says so', async () => {
    const down = async () => {
      throw new Problem('outside_unavailable', 'It does not answer.', 'Later.');
    };
    const report = await review({
      tables: { ...context.tables, currentUser: down },
      notion: { ...context.notion, people: { ...context.notion.people, me: down } },
    });
    expect(factIn(report, 'Notion integration')).toBe('not known: It does not answer.');
    expect(factIn(report, 'Databricks principal')).toBe('not known: It does not answer.');
    const without = await review({ notion: { ...context.notion, configured: false } });
    expect(factIn(without, 'Notion integration')).toBe('none');
  });

  test('stops when the person does', async () => {
    const stopped = async () => {
      throw new Problem('cancelled', 'Stopped.', '');
    };
    await expect(
      review({ tables: { ...context.tables, currentUser: stopped } }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('access sign', () => {
  test('signs this month, and the review tells', async () => {
    expect(await sign('access sign --note "All fine"')).toMatchObject({
      status: 'good',
      headline: 'The access review of 2026-11 is signed by ana',
    });
    const report = await review();
    expect(report.headline).toContain('signed by ana');
    expect(report.suggestions).toEqual([]);
    expect(factIn(report, 'Signed last')).toBe('2026-11 by ana on 2026-11-10: All fine');
  });

  test('signs a month before, and leaves this one open', async () => {
    await sign('access sign --period 2026-10 --note Late');
    expect(await review()).toMatchObject({
      suggestions: [{ input: { period: '2026-11' } }],
    });
  });

  test.each(['2026-13', 'November', '2026-12'])('refuses the month %s', async (period) => {
    await expect(sign(`access sign --period ${period} --note x`)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'period',
    });
  });
});
