// What Alertmanager is asked for after a truncated notification, against a small server in its place.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlertBatch } from '../../../src/services/alerts/batch.js';
import { createTruncatedFetch } from '../../../src/services/alerts/fetch-truncated.js';
import {
  createCircuitRegistry,
  type CircuitRegistry,
} from '../../../src/services/resilience/circuit-registry.js';

let server: Server;
let asked: URL[];
let warned: number;
let waits: number[];
let circuits: CircuitRegistry;
let registry: Registry;
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  warned = 0;
  waits = [];
  circuits = createCircuitRegistry();
  registry = new Registry();
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://alertmanager'));
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function urlOf(path = ''): string {
  const address = server.address();
  const { port }: Pick<AddressInfo, 'port'> =
    typeof address === 'object' && address ? address : { port: 0 };
  return `http://127.0.0.1:${port}${path}`;
}
const silent = (): void => undefined;
const fetchFrom = (url: string | undefined) =>
  createTruncatedFetch({
    url,
    log: { debug: silent, info: silent, warn: () => void (warned += 1), error: silent },
    now: () => 1_000,
    registry,
    circuits,
    sleep: async (ms) => void waits.push(ms),
  });

const batch: AlertBatch = {
  source: 'alertmanager',
  groupKey: 'key',
  groupLabels: { alertname: 'A', job: 'x', severity: 'warning' },
  truncated: 3,
  link: null,
  resolvesGroup: false,
  origin: { receiver: 'team.a|b', groupedBy: { alertname: 'A "quoted" \\ one\nline', job: 'x' } },
  alerts: [],
};
const told = (more: Record<string, unknown> = {}) => ({
  fingerprint: 'f1',
  status: { state: 'active', silencedBy: [], inhibitedBy: [] },
  receivers: [{ name: 'team' }],
  startsAt: '2026-03-01T11:58:00.000Z',
  endsAt: '2026-03-01T12:58:00.000Z',
  updatedAt: '2026-03-01T11:58:00.000Z',
  labels: { alertname: 'A\0' },
  annotations: { summary: 'x' },
  generatorURL: 'http://prometheus/graph',
  ...more,
});
const json = (value: unknown) => (response: ServerResponse) =>
  void response.end(JSON.stringify(value));

describe('what was left out', () => {
  it('is asked for by receiver and group labels, and all fires', async () => {
    answer = json([told(), told({ fingerprint: '', startsAt: 'x', annotations: undefined })]);
    const whole = await fetchFrom(urlOf('/am/'))(batch);
    expect(asked[0]?.pathname).toBe('/am/api/v2/alerts');
    expect([...(asked[0]?.searchParams ?? [])]).toEqual([
      ['active', 'true'],
      ['silenced', 'true'],
      ['inhibited', 'true'],
      ['receiver', 'team\\.a\\|b'],
      ['filter', 'alertname="A \\"quoted\\" \\\\ one\\nline"'],
      ['filter', 'job="x"'],
    ]);
    expect(whole).toMatchObject({
      groupKey: 'key',
      groupLabels: batch.groupLabels,
      truncated: 0,
      alerts: [
        {
          fingerprint: 'f1',
          status: 'firing',
          startsAt: Date.parse('2026-03-01T11:58:00Z'),
          endsAt: null,
          labels: { alertname: 'A' },
          link: 'http://prometheus/graph',
        },
        { fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), startsAt: 1_000, annotations: {} },
      ],
    });
    expect(warned).toBe(0);
  });

  it('what is silenced is not told of, and has not ended either', async () => {
    answer = json([
      told({ status: { state: 'active' } }),
      told({ fingerprint: 'f2', status: { state: 'suppressed' } }),
    ]);
    const whole = await fetchFrom(urlOf())(batch);
    expect(whole?.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['f1']);
    expect(whole?.everything).toEqual({ at: 1_000, suppressed: ['f2'] });
  });

  it('is still cut at 5,000', async () => {
    answer = json(Array.from({ length: 5_002 }, (_, at) => told({ fingerprint: `f${at}` })));
    const whole = await fetchFrom(urlOf())(batch);
    expect(whole?.alerts).toHaveLength(5_000);
    expect(whole?.truncated).toBe(2);
    expect(whole?.everything).toBeUndefined();
  });

  it.each([
    ['an error', (response: ServerResponse) => void response.writeHead(500).end('[]')],
    ['no JSON', (response: ServerResponse) => void response.end('<html>')],
    ['something else', json({ status: 'success', data: [] })],
    ['alerts without labels', json([told({ labels: undefined })])],
    ['nothing', (response: ServerResponse) => void response.destroy()],
  ])('stays so when there is %s, with a warning', async (_what, given) => {
    answer = given;
    expect(await fetchFrom(urlOf())(batch)).toBeNull();
    expect(warned).toBe(1);
  });

  it('stays so when no answer comes within 10 s', async () => {
    let isCut: () => boolean = () => false;
    let wasCutEarly = true;
    answer = (response) => {
      isCut = () => response.destroyed;
      vi.advanceTimersByTime(9_999);
      setImmediate(() => {
        wasCutEarly = isCut();
        vi.advanceTimersByTime(1);
      });
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const whole = await fetchFrom(urlOf())(batch);
    vi.useRealTimers();
    expect(whole).toBeNull();
    expect(wasCutEarly).toBe(false);
    await expect.poll(() => isCut()).toBe(true);
    expect(asked).toHaveLength(1);
    expect(warned).toBe(1);
  });

  it('stays so when nobody is there', async () => {
    expect(await fetchFrom('http://127.0.0.1:1')(batch)).toBeNull();
    expect(warned).toBe(1);
  });

  it('is not asked for where there is nobody to ask', async () => {
    answer = json([told()]);
    const { origin: _origin, ...without } = batch;
    const fetch = fetchFrom(urlOf());
    expect(await fetchFrom(undefined)(batch)).toBeNull();
    expect(await fetch({ ...batch, source: 'grafana' })).toBeNull();
    expect(await fetch(without)).toBeNull();
    expect(asked).toEqual([]);
    expect(warned).toBe(0);
  });
});

describe('Alertmanager that fails', () => {
  const outcomes = async () =>
    (await registry.getSingleMetric('outside_calls_total')?.get())?.values.map(
      ({ labels, value }) => [labels['system'], labels['outcome'], value],
    );

  it('is asked again, and told nothing of it', async () => {
    answer = (response) =>
      asked.length < 3 ? void response.writeHead(503).end() : json([told()])(response);
    expect((await fetchFrom(urlOf())(batch))?.alerts).toHaveLength(1);
    expect(waits).toHaveLength(2);
    expect(warned).toBe(0);
    expect(await outcomes()).toEqual([
      ['alertmanager', 'retried', 2],
      ['alertmanager', 'ok', 1],
    ]);
  });

  it.each([
    ['answers 500', (response: ServerResponse) => void response.writeHead(500).end()],
    ['cuts the line', (response: ServerResponse) => void response.destroy()],
    [
      'cuts its answer short',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('[', () => response.destroy());
      },
    ],
  ])('and %s five times is left alone', async (_what, given) => {
    answer = given;
    const fetch = fetchFrom(urlOf());
    expect(await fetch(batch)).toBeNull();
    expect(asked).toHaveLength(5);
    expect(circuits.list()).toMatchObject([{ name: 'alertmanager', state: 'open' }]);
    expect(await fetch(batch)).toBeNull();
    expect(asked).toHaveLength(5);
    circuits.reset('alertmanager');
    answer = json([told()]);
    expect((await fetch(batch))?.alerts).toHaveLength(1);
  });

  it.each([
    ['404', (response: ServerResponse) => void response.writeHead(404).end()],
    ['no JSON', (response: ServerResponse) => void response.end('<html>')],
  ])('and one that answers %s is asked once each time, and never left alone', async (_, given) => {
    answer = given;
    const fetch = fetchFrom(urlOf());
    for (let times = 0; times < 6; times += 1) expect(await fetch(batch)).toBeNull();
    expect(asked).toHaveLength(6);
    expect(waits).toEqual([]);
    expect(circuits.list()).toMatchObject([{ state: 'closed', failures: 0 }]);
  });

  it('has no circuit where there is none', () => {
    fetchFrom(undefined);
    expect(circuits.list()).toEqual([]);
  });
});
