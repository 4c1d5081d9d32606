// `health`: what is red first, since when, what to do; one component with its chart; as JSON.
import { expect, it } from 'vitest';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { health } from '../../../src/handlers/look/health.js';
import type { ComponentNow, Health, HealthPoint } from '../../../src/services/health/health.js';
import { contextWith, unused } from '../../support/context.js';

const hour = 60 * 60 * 1000;
const noon = Date.UTC(2026, 0, 31, 12, 10);

const notion: ComponentNow = {
  system: 'finance-ppm',
  component: 'notion',
  title: 'Notion',
  kind: 'notion',
  owner: 'data@example.com',
  onDemand: false,
  status: 'good',
  said: 'takes the token',
  failure: null,
  millis: 120,
  value: null,
  at: noon,
  since: noon - 48 * hour,
};
const kpis: ComponentNow = {
  ...notion,
  component: 'kpis',
  title: 'KPIs',
  kind: 'http',
  status: 'warning',
  said: 'HTTP 200, but after 1,500 ms (more than 1,000)',
  failure: 'slow',
  millis: 1_500,
  since: noon - 600_000,
};
const disk: ComponentNow = {
  ...notion,
  system: 'oberaconnect',
  component: 'disk',
  title: 'Disk',
  kind: 'disk',
  owner: null,
  status: 'bad',
  said: '/ is 91 % full, 900 MB left',
  failure: 'disk_full',
  millis: null,
  value: 91,
  since: noon - 3 * hour,
};

const points: HealthPoint[] = [
  { at: noon - 30 * hour, status: 'bad', millis: 9_000, value: null },
  { at: Date.UTC(2026, 0, 31, 9), status: 'warning', millis: 700, value: 80 },
  { at: Date.UTC(2026, 0, 31, 10), status: 'good', millis: 90, value: 85 },
  { at: Date.UTC(2026, 0, 31, 12), status: 'bad', millis: null, value: 91 },
];

function read(
  input: Record<string, unknown>,
  given: { all?: ComponentNow[]; history?: Health['history'] } = {},
) {
  const all = given.all ?? [notion, kpis, disk];
  const asked: unknown[] = [];
  const context = contextWith({
    now: () => noon,
    systems: {
      'finance-ppm': systemSchema.parse({ title: 'Finance' }),
      oberaconnect: systemSchema.parse({ title: 'Obera' }),
    },
    health: {
      components: all,
      last: unused,
      async check({ signal: _signal, ...what }) {
        asked.push(what);
        return all.filter(
          (one) =>
            (what.system ?? one.system) === one.system &&
            (what.component ?? one.component) === one.component,
        );
      },
      history: given.history ?? (async () => points),
    },
  });
  return health.read(input, context).then((report) => ({ ...report, asked }));
}

it('says what is red first, in headline, table and findings', async () => {
  const report = await read({});
  expect(report.asked).toEqual([{ onDemand: true }]);
  expect(report.status).toBe('bad');
  expect(report.headline).toBe('1 of 3 components is red: Disk (oberaconnect)');
  const says = '/ is 91 % full, 900 MB left';
  expect(report.tables?.[0]?.rows).toEqual([
    ['oberaconnect', 'Disk', 'red', '–', '3 h', '··········▄█', says],
    ['finance-ppm', 'KPIs', 'amber', '1500 ms', '10 min', '··········▄█', kpis.said],
    ['finance-ppm', 'Notion', 'good', '120 ms', '2 days', '··········▄█', 'takes the token'],
  ]);
  expect(report.findings).toEqual([
    {
      severity: 'bad',
      title: `Disk (oberaconnect): ${says}`,
      evidence: 'red since 2026-01-31 09:10 UTC',
      cause: 'Logs, backups or data have grown.',
      fix: 'Clear old logs and backups.',
      suggestion: {
        label: 'Diagnose',
        operation: 'diagnose',
        input: { what: 'disk', system: 'oberaconnect' },
      },
    },
    expect.objectContaining({
      severity: 'warning',
      evidence: 'amber since 2026-01-31 12:00 UTC; asked just now, 1500 ms; owner data@example.com',
    }),
  ]);
  expect(report.attachment).toBeUndefined();
});

it('one system has no column for itself, and its components by their own names in JSON', async () => {
  const report = await read({ system: 'Finance-PPM', json: true });
  expect(report.asked).toEqual([{ system: 'finance-ppm', onDemand: true }]);
  expect(report.headline).toBe('1 of 2 components is amber: KPIs (finance-ppm)');
  expect(report.tables?.[0]?.columns[0]).toEqual({ label: 'Component' });
  expect(report.attachment?.name).toBe('health.json');
  expect(JSON.parse(report.attachment?.text ?? '')).toEqual({
    status: 'degraded',
    components: {
      kpis: { status: 'degraded', latency_ms: 1500, message: kpis.said },
      notion: { status: 'healthy', latency_ms: 120, message: 'takes the token' },
    },
  });
});

it('several systems are told apart in JSON', async () => {
  const { attachment } = await read({ json: true });
  expect(JSON.parse(attachment?.text ?? '')).toMatchObject({
    status: 'unhealthy',
    components: { 'oberaconnect/disk': { status: 'unhealthy', latency_ms: null } },
  });
});

it('one component has its facts, and no chart of a single point', async () => {
  const report = await read({ system: 'finance-ppm', component: 'notion' });
  expect(report.asked).toEqual([{ system: 'finance-ppm', component: 'notion', onDemand: true }]);
  expect(report).toMatchObject({
    status: 'good',
    headline: 'Notion (finance-ppm) is good: takes the token',
    facts: [
      { label: 'Kind', value: 'notion' },
      { label: 'Owner', value: 'data@example.com' },
      { label: 'Since', value: '2026-01-29 12:10 UTC' },
    ],
    charts: [],
  });
});

it('the chart of latency has a point for each span with an answer, and few enough for Slack', async () => {
  const history = async () =>
    Array.from({ length: 24 }, (_, place) => ({
      at: Date.UTC(2026, 0, 30, 13 + place),
      status: 'good' as const,
      millis: 100 + place,
      value: null,
    }));
  const { charts } = await read(
    { system: 'finance-ppm', component: 'notion' },
    { all: [{ ...notion, title: 'A component with a long name that goes on' }], history },
  );
  expect(charts).toEqual([
    {
      kind: 'line',
      title: 'A component with a long name, last 24 h (UTC)',
      categories: [13, 15, 17, 19, 21, 23, 1, 3, 5, 7, 9, 11].map(
        (at) => `${String(at).padStart(2, '0')}:00`,
      ),
      series: [
        { name: 'Latency, ms', values: Array.from({ length: 12 }, (_, span) => 101 + 2 * span) },
      ],
    },
  ]);
});

it('what is not asked over a network has a chart of what was measured', async () => {
  const history = async () => points.map((point) => ({ ...point, millis: null }));
  const { charts } = await read({ system: 'oberaconnect', component: 'disk' }, { history });
  expect(charts).toMatchObject([{ series: [{ name: 'Measured', values: [85, 91] }] }]);
});

it('answers without the past when the store is down, and fails on a fault of ours', async () => {
  const down = async () => {
    throw new Problem('store_unavailable', 'Down.', 'Wait.');
  };
  const report = await read({}, { history: down });
  expect(report.tables?.[0]?.rows[0]).toContain('not known');
  expect(report.notes).toContain('The past is not known: the store did not answer.');
  const broken = async () => {
    throw new Error('broken');
  };
  await expect(read({}, { history: broken })).rejects.toThrow('broken');
});

it('has at most ten findings, and says how many more there are', async () => {
  const all = Array.from({ length: 30 }, (_, place) => ({ ...disk, component: `disk-${place}` }));
  const { findings, notes, headline } = await read({}, { all });
  expect(findings).toHaveLength(10);
  expect(notes).toContain('20 more are red or amber: see the table.');
  expect(headline).toBe(
    '30 of 30 components are red: Disk (oberaconnect), Disk (oberaconnect), Disk (oberaconnect) and 27 more',
  );
});

it.each([
  [{ system: 'finance' }, 'system', 'There are finance-ppm'],
  [{ system: 'finance-ppm', component: 'notoin' }, 'component', 'There are notion, kpis.'],
  [{ component: 'notion' }, 'system', 'Name it before.'],
])('refuses %j', async (input, field, hint) => {
  await expect(read(input)).rejects.toMatchObject({
    code: 'invalid_input',
    field,
    hint: expect.stringContaining(hint),
  });
});

it('a system without components says so', async () => {
  expect(await read({ system: 'oberaconnect' }, { all: [notion] })).toMatchObject({
    status: 'info',
    headline: 'oberaconnect has no components that could be asked',
  });
});
