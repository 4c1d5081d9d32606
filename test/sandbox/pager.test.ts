// The second channel: events as PagerDuty takes them, one alert a key, and pings.
import { beforeEach, expect, test } from 'vitest';
import { startPager, type Pager } from '../../sandbox/pager/index.js';

const routingKey = 'sandbox0pager0routing0key0000001';
const payload = { summary: 'P0: the API is down', source: 'ppm-oncall', severity: 'critical' };
const event = { routing_key: routingKey, event_action: 'trigger', dedup_key: 'I-1', payload };
let pager: Pager;

beforeEach(async () => {
  pager = await startPager({ routingKey });
  return () => pager.close();
});

async function send(body: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${pager.url}/v2/enqueue`, { method: 'POST', body: text });
  return { status: response.status, body: await response.json() };
}

test('events of one key are one alert, until it is resolved', async () => {
  expect(await send(event)).toEqual({
    status: 202,
    body: { status: 'success', message: 'Event processed', dedup_key: 'I-1' },
  });
  await send({ ...event, payload: { ...payload, summary: 'again' } });
  await send({ ...event, dedup_key: 'I-2' });
  expect(pager.state().alerts).toMatchObject([
    { dedupKey: 'I-2', events: 1 },
    { dedupKey: 'I-1', events: 2, status: 'triggered', summary: payload.summary },
  ]);
  await send({ routing_key: routingKey, event_action: 'resolve', dedup_key: 'I-1' });
  expect(pager.state().alerts.at(-1)).toMatchObject({ status: 'resolved', events: 3 });
  await send(event);
  expect(pager.state().alerts.at(-1)).toMatchObject({ status: 'triggered', events: 1 });
});

test('what is no event is refused and kept, and nobody reads the routing key', async () => {
  expect((await send({ ...event, routing_key: 'another' })).status).toBe(400);
  expect((await send({ ...event, payload: { ...payload, severity: 'P0' } })).status).toBe(400);
  expect((await send('{')).status).toBe(400);
  expect(pager.state().alerts).toEqual([]);
  expect(pager.state().requests.map(({ status }) => status)).toEqual([400, 400, 400]);
  await send(event);
  expect(JSON.stringify(pager.state())).not.toContain(routingKey);
});

test('told to fail, it answers 500 until it is told otherwise', async () => {
  pager.fail(true);
  expect((await send(event)).status).toBe(500);
  expect(pager.state()).toMatchObject({ isFailing: true, alerts: [] });
  pager.fail(false);
  expect((await send(event)).status).toBe(202);
});

test('pings are counted', async () => {
  expect(pager.state()).toMatchObject({ pings: 0, lastPing: null });
  await fetch(`${pager.url}/dead-man`);
  await fetch(`${pager.url}/dead-man`, { method: 'POST' });
  expect(pager.state()).toMatchObject({ pings: 2, lastPing: expect.any(Number) });
  expect((await fetch(`${pager.url}/elsewhere`)).status).toBe(404);
});
