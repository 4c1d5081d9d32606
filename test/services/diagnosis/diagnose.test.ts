// A diagnosis as a whole: what hangs, what fails, what is told with a cause, and what a component is told of.
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { diagnoseTarget } from '../../../src/services/diagnosis/diagnose.js';
import { targetOf } from '../../../src/services/diagnosis/target.js';
import { unusedNotion } from '../../support/context.js';
import { hour, notionProblem, now, sample, worldWith, type Wrong } from './world.js';

const diagnosed = (what: string, wrong: Wrong, deadlineMs?: number) => {
  const world = worldWith(wrong);
  return diagnoseTarget(world, targetOf(world, { what }), deadlineMs);
};
const never = (): Promise<never> => new Promise(() => {});

describe('what hangs is the finding', () => {
  const silent = { ...unusedNotion, me: never };

  it('Notion that never answers', async () => {
    const notion = { ...worldWith().notion, people: silent };
    const { causes } = await diagnosed('notion', { replace: { notion } }, 20);
    expect(causes.map(({ scenario }) => scenario)).toEqual(['notion-timeout']);
    expect(causes[0]?.finding.evidence).toContain('no answer within 0.02 s');
  });

  it('Notion that wants silence: that, not that it is late', async () => {
    const budget = () => ({ perMinute: 180, left: 0, closedUntil: now + 9_000 });
    const notion = { ...worldWith().notion, people: silent, budget };
    const { causes } = await diagnosed('notion', { replace: { notion } }, 20);
    expect(causes.map(({ scenario }) => scenario)).toEqual(['notion-429']);
  });

  it('a warehouse that never answers leaves the others their say', async () => {
    const tables = { ...worldWith().tables, currentUser: never, list: never };
    const sick = { 'oberaconnect/disk': { failure: 'disk_full', said: '97 %' } } as const;
    const wrong: Wrong = { replace: { tables }, sick };
    expect((await diagnosed('finance-ppm', wrong, 20)).causes.map((one) => one.scenario)).toEqual([
      'warehouse-down',
    ]);
    expect((await diagnosed('oberaconnect', wrong, 20)).causes[0]?.scenario).toBe('disk-full');
  });

  it('a caller that gives up is not told anything', async () => {
    const world = worldWith({ replace: { signal: AbortSignal.abort(new Error('enough')) } });
    await expect(diagnoseTarget(world, targetOf(world, { what: 'sync' }))).rejects.toThrow(
      'enough',
    );
  });
});

it('a look that fails is told, and the others are not lost', async () => {
  const syncState = {
    ...worldWith().syncState,
    lastSyncs: async () => {
      throw new Problem('store_unavailable', 'The store is away.', 'h');
    },
  };
  const { causes, missed } = await diagnosed('finance-ppm', {
    replace: { syncState },
    sick: { 'finance-ppm/github': { failure: 'auth', said: 'HTTP 401' } },
  });
  expect(causes.map(({ scenario }) => scenario)).toEqual(['github-401']);
  expect(missed).toEqual([expect.stringContaining('The store is away.')]);
});

it('a cause is told with what was seen, since when, what it explains, the steps and the button', async () => {
  const { causes } = await diagnosed('oberaconnect', {
    sick: {
      'oberaconnect/disk': { failure: 'out_of_band', said: 'disk_used_percent is 97 %' },
      'oberaconnect/service': { failure: 'timeout', said: 'no answer within 5 s' },
    },
  });
  expect(causes[0]?.finding).toEqual({
    severity: 'bad',
    title: 'The disk of oberaconnect/disk is nearly full',
    evidence:
      'oberaconnect/disk: disk_used_percent is 97 % (since 2026-11-21 08:00 UTC). That explains: oberaconnect/service does not answer in time.',
    cause: expect.stringContaining('Logs'),
    fix: expect.stringMatching(/^1\. .* 2\. .* 3\. /),
    suggestion: { label: 'Logs', operation: 'logs', input: { what: 'oberaconnect' } },
  });
});

it('what is worse comes first, then what explains others', async () => {
  const { causes } = await diagnosed('notion-bot-api', {
    sick: { 'notion-bot-api/redis': { failure: 'refused', said: 'Connection refused' } },
    samples: {
      'http://bot/metrics': [sample('http_request_duration_seconds', 0.7, { quantile: '0.95' })],
    },
    record: 'Another title',
  });
  expect(causes.map(({ scenario }) => scenario)).toEqual(['redis-down']);
  const two = await diagnosed('finance-ppm', {
    staleHours: 40,
    sick: { 'finance-ppm/control-room': { failure: 'refused', said: 'refused' } },
  });
  expect(two.causes.map(({ scenario }) => scenario)).toEqual(['control-room-down', 'stale-data']);
});

it('what one system has explains nothing of another', async () => {
  const { causes } = await diagnosed('sync', {
    staleHours: 40,
    sick: { 'oberaconnect/disk': { failure: 'disk_full', said: '97 %' } },
  });
  expect(causes.map(({ scenario }) => scenario)).toEqual(['disk-full', 'stale-data']);
});

it('an open circuit of the bot has its button beside its cause', async () => {
  const circuit = {
    name: 'notion',
    state: 'open' as const,
    failures: 5,
    openedAt: now - hour,
    triesAt: null,
    lastFailure: 'Notion answered HTTP 503.',
  };
  const reset = {
    label: 'Reset the circuit',
    operation: 'circuits.reset',
    input: { name: 'notion' },
  };
  const known = await diagnosed('notion', {
    circuits: [circuit],
    me: notionProblem('unavailable', 'Notion failed several times in a row and is left alone.'),
  });
  expect(known.causes.map(({ scenario }) => scenario)).toEqual(['notion-5xx']);
  expect(known.causes[0]?.offers).toContainEqual(reset);
  const alone = await diagnosed('notion', { circuits: [{ ...circuit, lastFailure: null }] });
  expect(alone.causes[0]).toMatchObject({
    scenario: 'circuit-open',
    finding: { suggestion: reset },
  });
});

it('a system without a log file of its own offers its health instead', async () => {
  const sick = {
    'notion-bot-api/api': { failure: 'refused', said: 'Connection refused' },
  } as const;
  expect((await diagnosed('notion-bot-api', { sick })).causes[0]?.finding.suggestion).toEqual({
    label: 'Health',
    operation: 'health',
    input: { system: 'notion-bot-api' },
  });
});

describe('a component', () => {
  const sick = {
    'oberaconnect/disk': { failure: 'disk_full', said: '97 %' },
    'oberaconnect/portal-certificate': { failure: 'expiring', said: '5 days', value: 5 },
  } as const;

  it('is told of alone', async () => {
    const { causes } = await diagnosed('oberaconnect/portal-certificate', { sick });
    expect(causes.map(({ scenario }) => scenario)).toEqual(['certificate-expiring']);
    expect((await diagnosed('oberaconnect/memory', { sick })).causes).toEqual([]);
  });

  it('is told with the cause that stands elsewhere', async () => {
    const { causes } = await diagnosed('oberaconnect/service', {
      sick: { ...sick, 'oberaconnect/service': { failure: 'timeout', said: 'no answer' } },
    });
    expect(causes.map(({ scenario }) => scenario)).toEqual(['disk-full']);
  });
});
