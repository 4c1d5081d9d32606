// `security audit`: every check with its result, and what is found told by place and family.
import { describe, expect, test } from 'vitest';
import { securityAudit } from '../../../src/handlers/upkeep/security-audit.js';
import type { Report } from '../../../src/core/report.js';
import type { AuditEntry } from '../../../src/services/audit/entry.js';
import type { Context } from '../../../src/services/context.js';
import type { CredentialNow } from '../../../src/services/rotation/rotations.js';
import type { SearchResult } from '../../../src/services/security/secret-search.js';
import { contextWith } from '../../support/context.js';
import { incidentOf } from './incident.js';

const now = Date.parse('2026-11-10T12:00:00Z');
const hour = 3_600_000;
const base = contextWith();

const credential: CredentialNow = {
  name: 'notion',
  title: 'Notion token',
  kind: 'notion',
  setting: 'NOTION_API_KEY',
  principal: '',
  permissions: [],
  stores: [],
  usedBy: [],
  madeAt: now,
  due: false,
  lastUsedAt: null,
};

function refusal(person: string, seq: number, action = 'refused.request'): AuditEntry {
  return {
    seq,
    at: now - seq,
    actor: { person, via: 'slack' },
    action,
    subject: 'table.restore',
    detail: `refused: ${person} holds no role.`,
    key: `k${seq}`,
    previous: '0',
    hash: '0',
  };
}

interface Given {
  context?: Partial<Context>;
  entries?: AuditEntry[];
  result?: Partial<SearchResult>;
  paths?: string[];
}

async function report({ context = {}, entries = [], result, paths = ['/srv'] }: Given = {}) {
  const asked: unknown[] = [];
  const given = contextWith({
    now: () => now,
    audit: {
      ...base.audit,
      query: async (filter) => {
        asked.push(filter);
        return entries;
      },
      verify: async () => ({ intact: true, entries: 7, head: 'abc' }),
    },
    incidents: { ...base.incidents, list: async () => [] },
    rotations: { ...base.rotations, credentials: async () => [credential] },
    secretSearch: {
      paths,
      search: async () => ({ found: [], total: 0, files: 3, skipped: [], cut: false, ...result }),
    },
    ...context,
  });
  return { answer: await securityAudit.read({}, given), asked };
}

const checkIn = ({ tables }: Report, name: string) =>
  tables?.[0]?.rows.find(([first]) => first === name);

describe('security audit', () => {
  test('is secure where nothing was found, and lists every check', async () => {
    const { answer, asked } = await report();
    expect(answer).toMatchObject({ status: 'good', headline: 'Secure: nothing was found' });
    expect(answer.tables?.[0]?.rows.map(([name, result]) => [name, result])).toEqual([
      ['Keys in files and logs', 'secure'],
      ['Refused attempts, last 24 h', 'secure'],
      ['Break-glass reviews', 'secure'],
      ['Ages of credentials', 'secure'],
      ['Audit log', 'secure'],
      ['Webhook secrets', 'not checked'],
      ['Data leakage', 'not checked'],
      ['Permission escalation', 'not checked'],
    ]);
    expect(asked).toEqual([{ text: 'refused', since: now - 24 * hour, limit: 1_000 }]);
  });

  test('tells exposed keys by place and family, with the rotation of those it knows', async () => {
    const { answer } = await report({
      result: {
        total: 70,
        found: [
          { file: '/srv/.env', line: 3, endOnly: false, family: 'value of NOTION_API_KEY' },
          { file: '/srv/app.log', line: 9, endOnly: true, family: 'AWS key' },
        ],
        skipped: [{ path: '/srv/locked', why: 'the bot may not read it' }],
        cut: true,
      },
    });
    expect(answer).toMatchObject({
      status: 'warning',
      headline: 'Warning: 1 check found something',
      findings: [
        {
          title: 'value of NOTION_API_KEY: exposed in 1 place',
          evidence: '/srv/.env:3',
          suggestion: { operation: 'rotate', input: { credential: 'notion' } },
        },
        { title: 'AWS key: exposed in 1 place', evidence: '/srv/app.log:9 of the last 5 MiB' },
      ],
    });
    expect(answer.tables?.[1]).toMatchObject({ more: '68 more' });
    expect(answer.notes?.slice(1)).toEqual([
      'There are more files than are searched at once (3).',
      'Not searched: /srv/locked: the bot may not read it.',
    ]);
  });

  test('says that no path is configured, rather than that nothing was found', async () => {
    const { answer } = await report({ paths: [], result: { files: 0 } });
    expect(checkIn(answer, 'Keys in files and logs')?.[1]).toBe('not checked');
  });

  test('warns of more than 5 refusals of one person in a day, not of words that say so', async () => {
    const five = Array.from({ length: 5 }, (_, at) => refusal('mallory', at + 1));
    const noise = Array.from({ length: 9 }, (_, at) => refusal('mallory', at + 20, 'run.denied'));
    const others = [refusal('ben', 60), refusal('ana', 61)];
    const { answer: calm } = await report({ entries: [...five, ...noise, ...others] });
    expect(calm.status).toBe('good');
    expect(checkIn(calm, 'Refused attempts, last 24 h')?.[2]).toBe('7, by 3 people');
    const { answer } = await report({ entries: [...five, refusal('mallory', 7)] });
    expect(answer).toMatchObject({
      status: 'warning',
      findings: [
        {
          title: 'mallory was refused 6 times in a day',
          suggestion: { operation: 'audit', input: { query: 'mallory refused' } },
        },
      ],
    });
  });

  test('asks for break-glass reviews that are late', async () => {
    const incidents = {
      ...base.incidents,
      list: async () => [
        incidentOf('I-000001', [
          { run: 'R-000001', reviewBy: now - 1 },
          { run: 'R-000002', reviewBy: now + hour },
        ]),
      ],
    };
    const { answer } = await report({ context: { incidents } });
    expect(checkIn(answer, 'Break-glass reviews')).toEqual([
      'Break-glass reviews',
      'warning',
      '2 waiting, 1 late',
    ]);
    expect(answer.findings).toMatchObject([
      {
        suggestion: {
          operation: 'incident.review',
          input: { incident: 'I-000001', run: 'R-000001' },
        },
      },
    ]);
  });

  test('warns of credentials that are due and of malformed webhook secrets', async () => {
    const { answer } = await report({
      context: {
        rotations: {
          ...base.rotations,
          credentials: async () => [{ ...credential, due: true, madeAt: null }],
        },
        overview: {
          ...base.overview,
          settings: [
            { name: 'GRAFANA_WEBHOOK_SECRET', required: false, state: 'malformed', shown: '' },
            { name: 'NOTION_WEBHOOK_TOKEN', required: false, state: 'set', shown: '••' },
            { name: 'DATABRICKS_WEBHOOK_PASSWORD', required: false, state: 'missing', shown: '' },
            { name: 'LOG_LEVEL', required: false, state: 'malformed', shown: '' },
          ],
        },
      },
    });
    expect(answer.findings?.map(({ title }) => title)).toEqual([
      'Notion token is due for rotation',
      'GRAFANA_WEBHOOK_SECRET is malformed',
    ]);
    expect(checkIn(answer, 'Webhook secrets')?.[2]).toBe('1 of 3 set; a door without one is shut');
  });

  test('is bad when the audit log was tampered with', async () => {
    const audit = {
      ...base.audit,
      query: async () => [],
      verify: async () => ({
        intact: false,
        entries: 4,
        head: 'abc',
        broken: { seq: 5, why: 'Its hash does not fit.' },
      }),
    };
    expect((await report({ context: { audit } })).answer).toMatchObject({
      status: 'bad',
      findings: [{ severity: 'bad', evidence: 'Its hash does not fit.' }],
    });
  });
});
