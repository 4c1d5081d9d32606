// Alertmanager's notifications over HTTP: what is understood, and what becomes of times and texts that are not right.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alertOf, bearer, notificationOf, now, startPosting, type Posting } from './posting.js';

let posting: Posting;
beforeEach(async () => {
  posting = await startPosting();
});
afterEach(() => posting.server.close());

const path = '/webhooks/alertmanager';
const send = (more: Record<string, unknown> = {}) =>
  posting.post(path, notificationOf(more), bearer);
const sendAlert = async (more: Record<string, unknown>) => {
  expect(await send({ alerts: [alertOf(more)] })).toEqual({ status: 200, body: { ok: true } });
  const alert = posting.taken.at(-1)?.alerts[0];
  if (!alert) throw new Error('nothing was taken');
  return alert;
};

describe('a notification', () => {
  it('becomes a batch', async () => {
    expect(await send({ truncatedAlerts: 7 })).toEqual({ status: 200, body: { ok: true } });
    expect(posting.taken).toEqual([
      {
        source: 'alertmanager',
        groupKey: '{}:{alertname="ComponentDown"}',
        groupLabels: { alertname: 'ComponentDown', component: 'unifi', severity: 'warning' },
        truncated: 7,
        link: 'http://alertmanager:9093/',
        resolvesGroup: false,
        origin: { receiver: 'ppm-oncall', groupedBy: { alertname: 'ComponentDown' } },
        alerts: [
          {
            fingerprint: 'a1b2c3d4e5f60718',
            status: 'firing',
            startsAt: Date.parse('2026-03-01T11:58:00.123Z'),
            endsAt: null,
            labels: { alertname: 'ComponentDown', component: 'unifi' },
            annotations: { summary: 'Component unifi is down' },
            link: 'http://prometheus:9090/graph?g0.expr=up',
          },
        ],
      },
    ]);
  });

  it('of 60 alerts has all 60', async () => {
    const alerts = Array.from({ length: 60 }, (_, at) => alertOf({ fingerprint: `f${at}` }));
    expect((await send({ alerts })).status).toBe(200);
    expect(posting.taken[0]?.alerts.map(({ fingerprint }) => fingerprint)).toEqual(
      alerts.map(({ fingerprint }) => fingerprint),
    );
  });

  it('of more than 5,000 is cut, and the rest is counted', async () => {
    const alerts = Array.from({ length: 5_003 }, () => ({ status: 'firing', labels: {} }));
    expect((await send({ alerts, truncatedAlerts: 4 })).status).toBe(200);
    expect(posting.taken[0]?.alerts).toHaveLength(5_000);
    expect(posting.taken[0]?.truncated).toBe(7);
  });

  it('without alerts is fine and nothing to take', async () => {
    expect((await send({ alerts: [] })).status).toBe(200);
    expect(posting.taken).toEqual([]);
  });

  it.each([undefined, null, -1, 1.5, 'many', 1e300])(
    'with truncatedAlerts %j is taken all the same',
    async (truncatedAlerts) => {
      expect((await send({ truncatedAlerts })).status).toBe(200);
      expect(posting.taken[0]?.truncated).toBe(0);
    },
  );

  it.each(['3', '5', 4, null, { a: 1 }])('of version %j is refused', async (version) => {
    expect(await send({ version })).toEqual({
      status: 400,
      body: {
        error: 'unknown_version',
        field: 'version',
        reason: `version 4 is understood, not ${JSON.stringify(version)}`,
      },
    });
    expect(posting.taken).toEqual([]);
  });

  it('of a version that is a book is refused briefly', async () => {
    const { status, body } = await send({ version: 'x'.repeat(10_000) });
    expect(status).toBe(400);
    expect(JSON.stringify(body).length).toBeLessThan(200);
  });

  it.each([
    [{ version: undefined }, 'version', 'is missing'],
    [{ groupKey: undefined }, 'groupKey', 'is missing'],
    [{ groupKey: '' }, 'groupKey', undefined],
    [{ alerts: undefined }, 'alerts', 'is missing'],
    [{ alerts: {} }, 'alerts', 'expected array, received object'],
    [{ alerts: [alertOf({ labels: undefined })] }, 'alerts[0].labels', 'is missing'],
    [{ alerts: [alertOf(), alertOf({ status: 'odd' })] }, 'alerts[1].status', undefined],
    [{ alerts: [alertOf({ labels: { a: {} } })] }, 'alerts[0].labels.a', 'must be a text'],
    [{ alerts: [7] }, 'alerts[0]', 'expected object, received number'],
    [{ groupLabels: 'x' }, 'groupLabels', undefined],
  ])('with %j names the field', async (more, field, reason) => {
    const { status, body } = await send(more);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid', field, ...(reason ? { reason } : {}) });
    expect(posting.taken).toEqual([]);
  });
});

describe('an alert', () => {
  it('without a fingerprint gets one from its labels, whatever their order', async () => {
    const labels = { alertname: 'A', b: '1' };
    const { fingerprint } = await sendAlert({ fingerprint: undefined, labels });
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    const turned = { b: '1', alertname: 'A' };
    expect((await sendAlert({ fingerprint: '', labels: turned })).fingerprint).toBe(fingerprint);
    const other = await sendAlert({ fingerprint: null, labels: { ...labels, b: '2' } });
    expect(other.fingerprint).not.toBe(fingerprint);
  });

  it.each([
    ['firing', '0001-01-01T00:00:00Z', null],
    ['firing', '2026-03-01T12:04:00Z', null],
    ['firing', 'never', null],
    ['resolved', '2026-03-01T11:59:00Z', Date.parse('2026-03-01T11:59:00Z')],
    ['resolved', '0001-01-01T00:00:00Z', now],
    ['resolved', undefined, now],
  ])('%s with end %s ends %s', async (status, endsAt, expected) => {
    expect((await sendAlert({ status, endsAt })).endsAt).toBe(expected);
  });

  it.each([undefined, null, '', 'yesterday', 17, '0001-01-01T00:00:00Z'])(
    'that began %j begins now',
    async (startsAt) => {
      expect((await sendAlert({ startsAt })).startsAt).toBe(now);
    },
  );

  it.each(['2026-03-01T13:00:00Z', '2026-03-01T11:00:00Z', '2026-03-01T14:00:00+01:00'])(
    'of a clock that is an hour off keeps its time: %s',
    async (startsAt) => {
      expect((await sendAlert({ startsAt })).startsAt).toBe(Date.parse(startsAt));
    },
  );

  it.each(['javascript:alert(1)', 'not a link', '', `http://x/${'y'.repeat(3_000)}`, 7])(
    'with the link %j has none',
    async (generatorURL) => {
      expect((await sendAlert({ generatorURL })).link).toBeNull();
    },
  );
});

describe('texts', () => {
  it('stay what they are, but for what the store can not hold', async () => {
    const labels = {
      alertname: '<!channel> *bold* `code`',
      link: '<https://evil.example|click>',
      rtl: '\u202Eevil\u200F',
      nul: 'a\0b',
      lone: 'x\uD800y\uDC00z',
      pair: '😀',
      number: 5,
      nothing: null,
    };
    const alert = await sendAlert({ labels, annotations: { 'na\0me': '\uDFFF' } });
    expect(alert.labels).toEqual({
      ...labels,
      nul: 'ab',
      lone: 'xyz',
      number: '5',
      nothing: '',
    });
    expect(alert.annotations).toEqual({ name: '' });
  });

  it('that are too long or too many are cut, and the labels that matter stay', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`l${at}`, 'v']));
    const { labels, annotations } = await sendAlert({
      labels: { ...many(100), alertname: 'A', severity: '😀'.repeat(1_000) },
      annotations: { long: 'x'.repeat(6_000), exact: 'y'.repeat(5_000), ...many(30) },
    });
    expect(Object.keys(labels)).toHaveLength(64);
    expect(labels).toMatchObject({ alertname: 'A', l0: 'v' });
    expect(labels['severity']).toMatch(/^😀+…$/u);
    expect(labels['severity']?.length).toBeLessThanOrEqual(1_000);
    expect(Object.keys(annotations)).toHaveLength(20);
    expect(annotations['long']).toBe(`${'x'.repeat(4_999)}…`);
    expect(annotations['exact']).toBe('y'.repeat(5_000));
  });

  it('as names of groups stay different when they are long', async () => {
    for (const end of ['a', 'b']) await send({ groupKey: `${'😀'.repeat(5_000)}${end}` });
    const [one, two] = posting.taken.map(({ groupKey }) => groupKey);
    expect(one).not.toBe(two);
    expect(one?.length).toBeLessThan(300);
    expect(one).toMatch(/^😀+…[0-9a-f]{64}$/u);
  });

  it('named like parts of the language harm nobody', async () => {
    const body = JSON.stringify(notificationOf()).replaceAll(
      '"component":"unifi"',
      '"__proto__":"x","constructor":"y"',
    );
    expect((await posting.post(path, body, bearer)).status).toBe(200);
    expect(Object.entries(posting.taken[0]?.alerts[0]?.labels ?? {})).toEqual([
      ['alertname', 'ComponentDown'],
      ['constructor', 'y'],
    ]);
  });
});
