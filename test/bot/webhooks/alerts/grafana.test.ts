// Grafana's notifications over HTTP: Alertmanager's form with some more, and signatures that grow old.
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  alertOf,
  bearer,
  notificationOf,
  now,
  secret,
  startPosting,
  textOf,
  type Posting,
} from './posting.js';

let posting: Posting;
beforeEach(async () => {
  posting = await startPosting();
});
afterEach(() => posting.server.close());

const path = '/webhooks/grafana';
const body = textOf(
  notificationOf({
    version: '1',
    orgId: 1,
    title: '[FIRING:1] HighLatency',
    state: 'alerting',
    message: 'text',
    alerts: [
      alertOf({
        values: { B: 2.5, C: null },
        valueString: '[ var=B ]',
        silenceURL: 'http://grafana/silence',
        dashboardURL: 'http://grafana/d/1',
        panelURL: '',
      }),
    ],
  }),
);
const sign = (text: string, by = secret) => createHmac('sha256', by).update(text).digest('hex');
const signedAt = (seconds: string, text = body) => ({
  'x-grafana-alerting-signature': sign(`${seconds}:${text}`),
  'x-grafana-alerting-timestamp': seconds,
});
const seconds = (ago: number) => String(now / 1000 - ago);

describe('a notification', () => {
  it('becomes a batch, with the values and a link to the dashboard', async () => {
    expect((await posting.post(path, body, bearer)).status).toBe(200);
    expect(posting.taken).toMatchObject([
      {
        source: 'grafana',
        alerts: [
          {
            link: 'http://grafana/d/1',
            annotations: { summary: 'Component unifi is down', values: 'B=2.5, C=null' },
          },
        ],
      },
    ]);
  });

  it('of another version is refused', async () => {
    const other = notificationOf({ version: '2' });
    expect(await posting.post(path, other, bearer)).toMatchObject({
      status: 400,
      body: { error: 'unknown_version' },
    });
  });

  it('may lack what Grafana adds', async () => {
    const plain = notificationOf({ version: undefined, alerts: [alertOf({ values: 'odd' })] });
    expect((await posting.post(path, plain, bearer)).status).toBe(200);
    expect(posting.taken[0]?.alerts[0]?.link).toBe('http://prometheus:9090/graph?g0.expr=up');
  });
});

describe('a signature', () => {
  it('of the body is a proof', async () => {
    const headers = { 'x-grafana-alerting-signature': sign(body) };
    expect((await posting.post(path, body, headers)).status).toBe(200);
  });

  it.each([0, 299, 300, -300])('that is %d s old is a proof', async (age) => {
    expect((await posting.post(path, body, signedAt(seconds(age)))).status).toBe(200);
  });

  it.each([301, 3_600, -301, -3_600])('that is %d s old is refused', async (age) => {
    expect(await posting.post(path, body, signedAt(seconds(age)))).toEqual({
      status: 401,
      body: { error: 'replayed' },
    });
    expect(posting.taken).toEqual([]);
  });

  it.each(['', 'soon', '-5', '1e9', '99999999999999999999'])(
    'with the time %j is refused',
    async (time) => {
      expect((await posting.post(path, body, signedAt(time))).status).toBe(401);
    },
  );

  it.each([
    ['of another body', { 'x-grafana-alerting-signature': sign(`${body} `) }],
    ['with another secret', { 'x-grafana-alerting-signature': sign(body, 'another') }],
    ['that is empty', { 'x-grafana-alerting-signature': '' }],
    [
      'with a newer time',
      { ...signedAt(seconds(900)), 'x-grafana-alerting-timestamp': seconds(0) },
    ],
    ['without its time', { 'x-grafana-alerting-signature': sign(`${seconds(0)}:${body}`) }],
    ['beside a good bearer', { 'x-grafana-alerting-signature': 'x', ...bearer }],
  ])('%s is refused', async (_what, headers) => {
    expect(await posting.post(path, body, { ...headers })).toEqual({
      status: 401,
      body: { error: 'not_signed' },
    });
  });
});
