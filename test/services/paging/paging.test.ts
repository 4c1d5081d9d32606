// A notice is seen through: by Slack, or when it doesn't take it, by the second channel.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pagingSchema } from '../../../src/config/incidents-schema.js';
import { cards } from '../../../src/services/cards/rows.js';
import type { Loop } from '../../../src/services/every.js';
import { orderedStore } from '../escalation/ordered-store.js';
import { openPaging, seconds, secret, start } from './world.js';

const loops: Loop[] = [];
beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
  vi.useRealTimers();
});

function open(...args: Parameters<typeof openPaging>) {
  const world = openPaging(...args);
  return {
    ...world,
    run(...options: Parameters<typeof world.start>) {
      loops.push(world.start(...options));
    },
  };
}

test('a page is a message in the thread and one to each person whom Slack knows', async () => {
  const { send, rows, store, redrawn } = open();
  await send('page', { severity: 'P2' });
  await send('page', { text: 'Another text.' });
  expect(await rows()).toEqual(['notice:page:card', 'notice:page:direct:U01ANA']);
  expect((await store.get(cards, 'notice:page:card'))?.doc).toMatchObject({
    channel: 'C0INC',
    parent: 'incident:I-7K2QMF:card',
    priority: 2,
  });
  expect(redrawn).toEqual(['page']);
});

test('a note stands in its channel only, and never goes to the second channel', async () => {
  const { send, rows, run, received, notice } = open();
  await send('note', { kind: 'note', parent: null });
  run();
  await seconds(600);
  expect(await rows()).toEqual(['notice:note:card']);
  expect(received).toEqual([]);
  expect(await notice('note')).toMatchObject({ settled: false, callAt: null });
});

test.each(['notice:page:card', 'notice:page:direct:U01ANA'])(
  'Slack has taken %s: that is enough',
  async (card) => {
    const { send, take, run, received, notice, metric } = open();
    run();
    await send('page');
    await seconds(5);
    await take(card);
    await seconds(100);
    expect(await notice('page')).toMatchObject({ settled: true, callAt: null });
    expect((await notice('page'))?.slackAt).toBeLessThanOrEqual(start + 7_000);
    expect(received).toEqual([]);
    expect(await metric('ppm_pages_total')).toEqual([['slack', 1]]);
  },
);

test('Slack is down: the second channel is called once, with the id as key', async () => {
  const { send, run, received, notice, metric, logged } = open();
  run();
  await seconds(10);
  await send('esc:I-7K2QMF:1:0', { text: 'Quoted "text"\nand a line.' });
  await seconds(600);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ url: 'https://pager.test/v2/enqueue' });
  expect(received[0]?.after).toBeGreaterThanOrEqual(40);
  expect(received[0]?.after).toBeLessThanOrEqual(41.1);
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    routing_key: secret,
    event_action: 'trigger',
    dedup_key: 'esc:I-7K2QMF:1:0',
    client: 'ppm-oncall',
    payload: {
      summary: 'I-7K2QMF P1: Notion sync is down',
      source: 'ppm-oncall',
      severity: 'critical',
      custom_details: {
        incident: 'I-7K2QMF',
        people: 'ana, zoe',
        text: 'Quoted "text"\nand a line.',
      },
    },
  });
  expect(await notice('esc:I-7K2QMF:1:0')).toMatchObject({ settled: true, slackAt: null });
  expect(await metric('ppm_pages_total')).toEqual([['call', 1]]);
  expect(logged).toEqual([]);
});

test('a second channel that fails is called again after 1, 2, 4 … 60 s, with the same key', async () => {
  const { send, run, received, notice, pagerAnswers, metric, logged } = open();
  let calls = 0;
  pagerAnswers(async () => new Response('no', { status: (calls += 1) < 10 ? 500 : 202 }));
  run();
  await send('page');
  await seconds(600);
  const waits = received
    .slice(1)
    .map(({ after }, n) => Math.round(after - (received[n]?.after ?? 0)));
  expect(waits.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  expect(await notice('page')).toMatchObject({ settled: true, callFailures: 9 });
  expect(await metric('ppm_page_call_failures_total')).toEqual([[9]]);
  expect(JSON.stringify(logged)).toContain('answered 500');
});

test('it is not called again once Slack has the page', async () => {
  const { send, run, received, pagerAnswers, take, notice } = open();
  pagerAnswers(async () => new Response(null, { status: 500 }));
  run();
  await send('page');
  await seconds(40);
  const before = received.length;
  await take('notice:page:card');
  await seconds(200);
  expect(received.length).toBe(before);
  expect(await notice('page')).toMatchObject({ settled: true, callAt: null });
});

test('a call that is never answered is given up after 10 s, and others go out meanwhile', async () => {
  const { send, run, received, pagerAnswers } = open();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((millis) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), millis);
    return controller.signal;
  });
  pagerAnswers((_, { signal, body }) => {
    if (body?.includes('"dedup_key":"ok"')) return Promise.resolve(new Response());
    return new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(new Error('aborted'))),
    );
  });
  run();
  await send('hangs');
  await send('ok');
  await seconds(43);
  timeout.mockRestore();
  const keys = received.map(({ body }) => /"dedup_key":"(\w+)"/.exec(body)?.[1]);
  expect(keys).toEqual(['hangs', 'ok', 'hangs']);
});

test.each([301, 302, 307, 308])('a redirect (%d) is not followed', async (status) => {
  const { send, run, pagerAnswers, notice } = open();
  let redirect = '';
  pagerAnswers(async (_, init) => {
    redirect = init.redirect;
    return new Response(null, { status, headers: { location: 'https://evil.test/' } });
  });
  run();
  await send('page');
  await seconds(32);
  expect(redirect).toBe('manual');
  expect((await notice('page'))?.callFailures).toBeGreaterThan(0);
});

test('acknowledged before it went out: nobody is called', async () => {
  const { send, run, received, notice, metric } = open();
  let isAcknowledged = false;
  run(undefined, async () => isAcknowledged);
  await send('page');
  await seconds(20);
  isAcknowledged = true;
  await seconds(100);
  expect(received).toEqual([]);
  expect(await notice('page')).toMatchObject({ settled: true, slackAt: null, callAt: null });
  expect(await metric('ppm_pages_total')).toEqual([['overtaken', 1]]);
});

test('in doubt whether it is still needed people are called', async () => {
  const { send, run, received } = open();
  run(undefined, async () => {
    throw new Error('the store is away');
  });
  await send('page');
  await seconds(35);
  expect(received).toHaveLength(1);
});

test('a template is filled, its values quoted, and settings are never logged', async () => {
  const { send, run, received, pagerAnswers, logged } = open();
  pagerAnswers(async () => {
    throw new Error(`could not send ${secret}`);
  });
  const { fallback } = pagingSchema.parse({
    fallback: {
      url: 'https://pager.test/alerts',
      headers: { authorization: 'GenieKey {setting.PAGER_KEY}' },
      body: '{"message":"{title}","note":"{text}","priority":"{severity}","alias":"{key}","who":"{people}","of":"{incident}","key":"{setting.PAGER_KEY}","left":"{other}"}',
      afterSeconds: 5,
    },
  });
  run(fallback);
  await send('page', { title: 'a "b" \\ {key}', text: 'x\ny' });
  await seconds(7);
  expect(received[0]?.headers).toMatchObject({ authorization: `GenieKey ${secret}` });
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    message: 'a "b" \\ {key}',
    note: 'x\ny',
    priority: 'P1',
    alias: 'page',
    who: 'ana, zoe',
    of: 'I-7K2QMF',
    key: secret,
    left: '{other}',
  });
  expect(logged.length).toBeGreaterThan(0);
  expect(JSON.stringify(logged)).not.toContain(secret);
});

test('a setting that is missing is named, and nothing is sent without it', async () => {
  const { send, run, received, logged } = open();
  run(
    pagingSchema.parse({
      fallback: { url: 'https://pager.test/', headers: { 'x-key': '{setting.NO_SUCH}' } },
    }).fallback,
  );
  await send('page');
  await seconds(32);
  expect(received).toEqual([]);
  expect(JSON.stringify(logged)).toContain('setting NO_SUCH is missing');
});

test('what a process that died did not ask for is asked for', async () => {
  const store = orderedStore();
  let writes = 0;
  const dying = open({
    ...store,
    insert: async (...args) => {
      if ((writes += 1) === 3) throw new Error('kill -9');
      return store.insert(...args);
    },
  });
  await expect(dying.send('page')).rejects.toThrow('kill -9');
  const { run, rows } = open(store);
  run();
  await seconds(1);
  expect(await rows()).toEqual(['notice:page:card', 'notice:page:direct:U01ANA']);
});

test('two processes call the second channel once', async () => {
  const store = orderedStore();
  const [one, other] = [open(store), open(store)];
  one.run();
  other.run();
  await one.send('page');
  await seconds(100);
  expect([...one.received, ...other.received]).toHaveLength(1);
});

test('calls of the second channel are counted as calls outside, and there is no circuit that could stop a page', async () => {
  const { send, run, received, pagerAnswers, metric } = open();
  const answers = [500, null, 429, 404, 503, 503, 503, 503, 503, 202];
  pagerAnswers(async () => {
    const status = answers[received.length - 1] ?? null;
    if (status === null) throw new TypeError('fetch failed');
    return new Response(null, { status });
  });
  run();
  await send('page');
  await seconds(900);
  expect(received).toHaveLength(answers.length);
  expect(await metric('outside_calls_total')).toEqual([
    ['pager', 'failed', 8],
    ['pager', 'refused', 1],
    ['pager', 'ok', 1],
  ]);
  expect(await metric('circuit_state')).toEqual([]);
});
