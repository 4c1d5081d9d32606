// The pretend Alertmanager: groups, the form of a notification, at least once, and what it leaves out.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runbookAlert } from '../../../sandbox/alerts/index.js';
import { bench, secrets } from './receiver.js';

const apiDown = runbookAlert('APIDown');
const component = (name: string) => ({
  labels: { alertname: 'ComponentDown', system: 'oberaconnect', component: name },
  annotations: { summary: `Component ${name} is down` },
});

test('an alert is told of in the form of the real one, with the bearer', async () => {
  const { alerts, received, notifications } = await bench();
  const startsAt = Date.UTC(2026, 10, 21, 9, 30);
  const fingerprint = alerts.fire({ ...apiDown, startsAt });
  await expect.poll(alerts.pending).toBe(0);
  expect(received).toMatchObject([
    {
      path: '/webhooks/alertmanager',
      headers: {
        authorization: `Bearer ${secrets.alertmanager}`,
        'content-type': 'application/json',
      },
    },
  ]);
  const { labels, annotations } = apiDown;
  expect(notifications()).toEqual([
    {
      version: '4',
      groupKey: '{}:{alertname="APIDown", system="notion-bot-api"}',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'ppm-oncall',
      groupLabels: { alertname: 'APIDown', system: 'notion-bot-api' },
      commonLabels: labels,
      commonAnnotations: annotations,
      externalURL: alerts.url,
      alerts: [
        {
          status: 'firing',
          labels,
          annotations,
          startsAt: '2026-11-21T09:30:00.000Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: expect.stringContaining('http://prometheus.'),
          fingerprint,
        },
      ],
    },
  ]);
});

test('a fingerprint is that of Prometheus, whatever the order of the labels', async () => {
  const { alerts } = await bench();
  const one = alerts.fire({ labels: { alertname: 'A', system: 's' } });
  expect(alerts.fire({ labels: { system: 's', alertname: 'A' } })).toBe(one);
  // Examples of prometheus/common, model/signature_test.go, in hex.
  expect(alerts.fire({ labels: {} })).toBe('cbf29ce484222325');
  const example = { name: 'garland, briggs', fear: 'love is not enough' };
  expect(alerts.fire({ labels: example })).toBe(5799056148416392346n.toString(16));
  expect(alerts.firing()).toHaveLength(3);
});

test('alerts of one group go together, those of another apart', async () => {
  const { alerts, notifications } = await bench();
  alerts.fire(component('a'));
  alerts.fire(component('b'));
  alerts.fire({ labels: { ...component('a').labels, system: 'wittwizz' } });
  await expect.poll(alerts.pending).toBe(0);
  const told = notifications();
  expect(told.map(({ alerts: { length } }) => length).toSorted((a, b) => a - b)).toEqual([1, 2]);
  const both = told.find(({ alerts: { length } }) => length === 2);
  expect(both?.commonLabels).toEqual({ alertname: 'ComponentDown', system: 'oberaconnect' });
  expect(both?.commonAnnotations).toEqual({});
});

test('an end is told of once, and the group is resolved with its last alert', async () => {
  const { alerts, notifications } = await bench();
  alerts.fire(component('a'));
  alerts.fire(component('b'));
  await expect.poll(alerts.pending).toBe(0);
  expect(alerts.resolve(component('a'))).toBe(true);
  expect(alerts.resolve(component('a'))).toBe(false);
  await expect.poll(alerts.pending).toBe(0);
  alerts.resolve(component('b'));
  await expect.poll(alerts.pending).toBe(0);
  const [, partly, wholly] = notifications();
  expect(partly?.status).toBe('firing');
  expect(partly?.alerts.map(({ status }) => status).sort()).toEqual(['firing', 'resolved']);
  expect(wholly?.status).toBe('resolved');
  expect(wholly?.alerts).toHaveLength(1);
  expect(wholly?.alerts[0]?.endsAt).not.toMatch(/^0001/);
  expect(alerts.firing()).toEqual([]);
});

test('a 5xx and a cut connection are tried again until it is taken', async () => {
  const { alerts, received, answer } = await bench();
  answer(503, null, 500, 204);
  alerts.fire(apiDown);
  await expect.poll(() => alerts.traffic().length).toBe(4);
  await expect.poll(alerts.pending).toBe(0);
  expect(alerts.traffic().map(({ status, attempt }) => [status, attempt])).toEqual([
    [503, 1],
    [0, 2],
    [500, 3],
    [204, 4],
  ]);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
});

test('a 4xx is given up and recorded, and the next change is told of all the same', async () => {
  const { alerts, notifications, answer } = await bench();
  answer(400);
  alerts.fire(apiDown);
  await expect.poll(alerts.pending).toBe(0);
  expect(alerts.traffic()).toMatchObject([
    { what: 'firing APIDown', status: 400, attempt: 1, givenUp: true },
  ]);
  answer(400);
  alerts.resolve(apiDown);
  await expect.poll(alerts.pending).toBe(0);
  // Its end was not taken, so it is still in the group.
  alerts.repeat();
  await expect.poll(alerts.pending).toBe(0);
  expect(notifications().map(({ status }) => status)).toEqual(['firing', 'resolved', 'resolved']);
  expect(alerts.traffic(2)).toMatchObject([{ n: 3, status: 200, givenUp: false }]);
});

test('what a notification leaves out is counted, and its API has all of it', async () => {
  const { alerts, notifications } = await bench();
  alerts.truncated(7);
  alerts.fire(apiDown);
  await expect.poll(alerts.pending).toBe(0);
  const told = notifications().find(({ groupLabels }) => groupLabels['system'] === 'oberaconnect');
  expect(told).toMatchObject({ truncatedAlerts: 7, alerts: { length: 60 } });

  const found = z.array(
    z.looseObject({
      fingerprint: z.string(),
      status: z.object({ state: z.literal('active') }).loose(),
      receivers: z.tuple([z.object({ name: z.literal('ppm-oncall') })]),
      labels: z.record(z.string(), z.string()),
    }),
  );
  const ask = async (...filters: string[]) => {
    const query = new URLSearchParams([
      ['receiver', 'ppm-oncall'],
      ...filters.map((filter) => ['filter', filter]),
    ]);
    return found.parse(await (await fetch(`${alerts.url}/api/v2/alerts?${query}`)).json());
  };
  expect(await ask('alertname="ComponentDown"', 'system="oberaconnect"')).toHaveLength(67);
  expect(await ask('component=~"component_0[12]"')).toHaveLength(2);
  expect(await ask('component=""')).toMatchObject([{ labels: { alertname: 'APIDown' } }]);
  expect(await ask('alertname!="APIDown"', 'component!~".*[0-8]"')).toHaveLength(6);
  expect((await fetch(`${alerts.url}/api/v2/alerts?receiver=others`)).ok).toBe(true);
  expect((await fetch(`${alerts.url}/api/v2/alerts?filter=nonsense`)).status).toBe(400);
  expect((await fetch(`${alerts.url}/api/v2/silences`)).status).toBe(404);
});

test('a storm is so many groups, a flap so many beginnings and ends', async () => {
  const { alerts, notifications } = await bench();
  alerts.storm(30);
  await expect.poll(alerts.pending).toBe(0);
  expect(new Set(notifications().map(({ groupKey }) => groupKey)).size).toBe(30);
  alerts.resolveAll();
  await expect.poll(alerts.pending).toBe(0);
  expect(alerts.firing()).toEqual([]);

  const before = notifications().length;
  await alerts.flap(2);
  const flaps = notifications().slice(before);
  expect(flaps.map(({ status }) => status)).toEqual(['firing', 'resolved', 'firing', 'resolved']);
});
