// Where alerts go: by ppm.config.yaml first, then by the routes that are built in.
import { describe, expect, it } from 'vitest';
import { alertsSchema, type AlertsConfig } from '../../../../src/config/alerts-schema.js';
import { systemSchema } from '../../../../src/config/systems-schema.js';
import { createRouter, routeProblems } from '../../../../src/services/alerts/routing/router.js';

const system = systemSchema.parse({ title: 'A system' });
const systems = { oberaconnect: system, wittwizz: system, 'notion-bot-api': system };

function routerWith(config: unknown = {}) {
  const route = createRouter({ config: alertsSchema.parse(config), systems, channel: 'C0ALERTS' });
  return (labels: Record<string, string>, annotations: Record<string, string> = {}) =>
    route(labels, annotations);
}

describe("the runbooks' alerts are routed without any configuration", () => {
  it.each([
    ['NotionSyncUnhealthy', 'P1', 'oberaconnect', true],
    ['ComponentDown', 'P2', null, false],
    ['HighLatency', 'P3', null, false],
    ['NotionSyncFailure', 'P2', 'wittwizz', false],
    ['APIDown', 'P0', 'notion-bot-api', true],
    ['HighErrorRate', 'P1', 'notion-bot-api', true],
    ['RateLimitHits', 'P3', null, false],
    ['HighRateLimitHits', 'P2', null, false],
    ['DatabricksJobFailed', 'P2', null, false],
    ['WorkflowFailed', 'P3', null, false],
  ])('%s: %s, %s', (alertname, severity, of, opensIncident) => {
    const route = routerWith()({ alertname, severity: 'info' });
    expect(route).toMatchObject({ severity, system: of, opensIncident, channel: 'C0ALERTS' });
    expect(route.runbook).toMatch(/^[a-z-]+#[a-z0-9-]+$/);
    expect(route.diagnose).not.toBeNull();
    expect(route.actions.length).toBeGreaterThan(0);
    expect(route.actions.length).toBeLessThanOrEqual(5);
  });

  it('a system that is not configured is not named, and offers that need one are left out', () => {
    const route = createRouter({ config: alertsSchema.parse({}), systems: {}, channel: 'C' });
    const { system: of, diagnose, actions } = route({ alertname: 'NotionSyncFailure' }, {});
    expect(of).toBeNull();
    expect(diagnose).toEqual({ operation: 'diagnose', input: { what: 'sync' } });
    expect(actions).toEqual([]);
  });

  it('offers are about the system of the alert', () => {
    const { diagnose, actions } = routerWith()({ alertname: 'RateLimitHits', system: 'wittwizz' });
    expect(diagnose?.input).toEqual({ what: 'notion', system: 'wittwizz' });
    expect(actions[0]).toEqual({
      label: 'Retry slowly',
      operation: 'sync',
      input: { system: 'wittwizz', retryFailed: true, batchDelay: 1 },
    });
  });
});

describe('the system', () => {
  const route = routerWith({ routes: [{ match: { alertname: 'X' }, system: 'wittwizz' }] });

  it.each([
    [{ alertname: 'X', system: 'oberaconnect', job: 'notion-bot-api' }, 'oberaconnect'],
    [{ alertname: 'X', system: 'nobody', job: 'notion-bot-api' }, 'wittwizz'],
    [{ alertname: 'Y', job: 'notion-bot-api', service: 'wittwizz' }, 'notion-bot-api'],
    [{ alertname: 'Y', job: 'node', service: 'wittwizz' }, 'wittwizz'],
    [{ alertname: 'Y', system: 'constructor' }, null],
    [{ alertname: 'Y' }, null],
  ])('%j is about %s', (labels, expected) => {
    expect(route({ ...labels }).system).toBe(expected);
  });
});

describe('the severity', () => {
  it.each([
    ['critical', 'P1'],
    ['Warning', 'P3'],
    ['error', 'P2'],
    ['info', 'P4'],
    ['dreadful', 'P3'],
    ['constructor', 'P3'],
    ['', 'P3'],
  ])('label %j means %s', (label, severity) => {
    expect(routerWith()({ severity: label }).severity).toBe(severity);
  });

  it('is what the configured route says, whatever the label and the built-in route say', () => {
    const route = routerWith({ routes: [{ match: { alertname: 'APIDown' }, severity: 'P4' }] });
    expect(route({ alertname: 'APIDown', severity: 'critical' })).toMatchObject({
      severity: 'P4',
      opensIncident: false,
    });
  });

  it('comes from the label where the configured route has none', () => {
    const route = routerWith({ routes: [{ match: { team: 'data' } }], severities: { sev1: 'P0' } });
    expect(route({ team: 'data', severity: 'sev1' })).toMatchObject({
      severity: 'P0',
      opensIncident: true,
    });
  });

  it.each([
    [true, 'P3', true],
    [false, 'P0', false],
  ])('a route with incident: %s decides it at %s', (incident, severity, opens) => {
    const route = routerWith({ routes: [{ match: { a: 'b' }, incident, severity }] });
    expect(route({ a: 'b' }).opensIncident).toBe(opens);
  });
});

describe('matching', () => {
  it('takes the first route that has all its labels', () => {
    const route = routerWith({
      routes: [
        { match: { alertname: '/sync.*/i-am-text', team: 'a' }, channel: 'C0NEVER' },
        { match: { alertname: '/sync/', team: 'a' }, channel: 'C0BOTH' },
        { match: { alertname: '/^Full.+ync$/' }, channel: 'C0PATTERN' },
        { match: { alertname: 'Full', team: '/^$/' }, channel: 'C0EMPTY' },
      ],
    });
    expect(route({ alertname: 'Fullsync', team: 'a' }).channel).toBe('C0BOTH');
    expect(route({ alertname: 'Fullsync' }).channel).toBe('C0PATTERN');
    expect(route({ alertname: 'Full', team: '' }).channel).toBe('C0EMPTY');
    expect(route({ alertname: 'Full' }).channel).toBe('C0ALERTS');
    expect(route({}).channel).toBe('C0ALERTS');
  });

  it('labels of the language itself match nothing', () => {
    const route = routerWith({ routes: [{ match: { toString: '/./' }, channel: 'C0NEVER' }] });
    expect(route({}).channel).toBe('C0ALERTS');
  });

  it.each([
    ['(', 'is no regular expression'],
    ['(a+)+$', 'could take for ever'],
    ['(a|aa)*$', 'could take for ever'],
    ['(?:a?){50}a{50}x', 'could take for ever'],
    ['a{1,50}a{1,50}a{1,50}a{1,50}x', 'could take for ever'],
    ['(\\w+) \\1', 'could take for ever'],
    ['(?:(?:a{1,9}){1,9}){1,9}x', 'could take for ever'],
    ['x'.repeat(201), 'is longer than 200'],
  ])('pattern %j matches nothing and is reported', (pattern, problem) => {
    const config = alertsSchema.parse({
      routes: [{ match: { a: `/${pattern}/` }, channel: 'C1' }],
    });
    const begun = performance.now();
    expect(
      createRouter({ config, systems, channel: 'C0' })({ a: 'a'.repeat(1_000) }, {}),
    ).toMatchObject({
      channel: 'C0',
    });
    expect(performance.now() - begun).toBeLessThan(500);
    expect(routeProblems(config)).toEqual([
      { path: ['routes', 0, 'match', 'a'], reason: expect.stringContaining(problem) },
    ]);
  });

  it.each([
    ['.*sync.*fail.*', 'my-sync-has-failed'],
    ['^(APIDown|HighLatency)$', 'HighLatency'],
    ['.*', ''],
    ['.*?down', 'is down'],
    ['^[a-z]+-\\d{1,3}\\.prod\\.?$', 'web-12.prod'],
    ['ends in a dot\\.*', 'ends in a dot...'],
    ['a\\/b', 'a/b'],
    ['^(?!test).*down', 'node down'],
    ['\\p{Lu}{2}', 'ÄÖ'],
    ['[.*+(|)]+', '|'],
  ])('pattern %j is fine', (pattern, value) => {
    const config = alertsSchema.parse({
      routes: [{ match: { a: `/${pattern}/` }, channel: 'C1' }],
    });
    expect(routeProblems(config)).toEqual([]);
    expect(createRouter({ config, systems, channel: 'C0' })({ a: value }, {}).channel).toBe('C1');
  });

  it.each(['^.*x.*y.*$', 'a.*a.*a', '^a{1,200}a{1,200}a{1,200}x'])(
    'pattern %j is quick with the worst text',
    (pattern) => {
      const config = alertsSchema.parse({ routes: [{ match: { a: `/${pattern}/` } }] });
      const route = createRouter({ config, systems, channel: 'C0' });
      expect(routeProblems(config)).toEqual([]);
      const begun = performance.now();
      for (const text of ['a'.repeat(5_000), 'x'.repeat(5_000)]) route({ a: text }, {});
      expect(performance.now() - begun).toBeLessThan(1_000);
    },
  );
});

describe('offers', () => {
  const config = (input: AlertsConfig['routes'][number]['actions'][number]['input']) => ({
    routes: [
      {
        match: { a: 'b' },
        diagnose: { operation: 'diagnose', input },
        actions: [{ label: 'Do it', operation: 'sync', input }],
      },
    ],
  });

  it('are filled from the system and the labels, at any depth', () => {
    const route = routerWith(
      config({
        x: 'of {system}/{labels.db.name}',
        y: ['{labels.a}', 3],
        z: { w: '{other}', n: null },
      }),
    );
    const input = { x: 'of wittwizz/{system}', y: ['b', 3], z: { w: '{other}', n: null } };
    const { diagnose, actions } = route({ a: 'b', system: 'wittwizz', 'db.name': '{system}' });
    expect(diagnose).toEqual({ operation: 'diagnose', input });
    expect(actions).toEqual([{ label: 'Do it', operation: 'sync', input }]);
  });

  it.each([['{system}'], ['about {labels.none}'], ['{labels.empty}'], ['{labels.constructor}']])(
    'with %s that has no value are left out',
    (text) => {
      for (const input of [{ x: text }, { x: [text] }, { x: { y: text } }]) {
        const { diagnose, actions } = routerWith(config(input))({ a: 'b', empty: '' });
        expect(diagnose).toBeNull();
        expect(actions).toEqual([]);
      }
    },
  );
});

describe('texts', () => {
  it('title and name are one line of at most 300 characters', () => {
    const route = routerWith();
    expect(route({ alertname: 'Up' }, { summary: ' two\n lines\u2028and three ' })).toMatchObject({
      name: 'Up',
      title: 'two lines and three',
    });
    expect(route({ alertname: 'Up' }, { summary: '  ' }).title).toBe('Up');
    expect(route({}, {})).toMatchObject({
      name: 'Alert without a name',
      title: 'Alert without a name',
    });
    expect(route({}, { summary: '<!channel> `x`' }).title).toBe('<!channel> `x`');
    const long = route({}, { summary: '😀'.repeat(300) }).title;
    expect(long.length).toBeLessThanOrEqual(300);
    expect(long).toMatch(/^😀+…$/u);
  });

  it.each([
    [{ component: 'unifi', instance: 'a:1' }, 'unifi'],
    [{ component: ' ', instance: 'a:1', job: 'x' }, 'a:1'],
    [{ job: 'x' }, 'x'],
    [{ other: 'x' }, ''],
  ])('the component of %j is %j', (labels, expected) => {
    expect(routerWith()({ ...labels }).component).toBe(expected);
  });
});
