// One card and several processes that look at its row: what each of them sends to Slack, on a clock of the test's own.
import { beforeEach, expect, it } from 'vitest';
import { draw, type DrawParts } from '../../../src/bot/publisher/draw.js';
import { cards, requestCards, touchCards } from '../../../src/services/cards/rows.js';
import type { Store } from '../../../src/services/store/store.js';
import { memoryStore } from '../../support/memory-store.js';

const id = 'run:R-AAAAAA:card';
const record = { kind: 'run', id: 'R-AAAAAA' } as const;
let store: Store;
let at: number;
/** What the record says. */
let says: string;
/** What stands in the channel, by ts. */
let messages: Map<string, string>;
let updates: number;
let taken: number;

beforeEach(async () => {
  store = memoryStore();
  [at, says, updates, taken] = [1_000_000, 'first', 0, 0];
  messages = new Map();
  await requestCards(store, { record, channel: 'C01', priority: 1, parent: null, now: at });
});

/** Called before a call reaches Slack, or as the budget is asked. */
interface Hooks {
  beforeSend?: () => Promise<void>;
  wait?: () => number;
}

function replica(
  owner: string,
  { beforeSend = async () => {}, wait = () => 0 }: Hooks = {},
): DrawParts {
  return {
    store,
    owner,
    now: () => at,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    metrics: { failed: () => {}, waits: () => {}, caughtUp: () => {} },
    budget: {
      async take() {
        const millis = wait();
        if (millis === 0) taken += 1;
        return millis;
      },
      close: () => {},
    },
    picture: async () => ({ ended: false, rendered: { text: says, blocks: [] } }),
    messages: {
      async post(_id, _card, _thread, { text }) {
        await beforeSend();
        const ts = `${owner}-${messages.size}`;
        messages.set(ts, text);
        return ts;
      },
      async update(_id, _card, ts, { text }) {
        await beforeSend();
        updates += 1;
        messages.set(ts, text);
      },
      async remove(_card, ts) {
        messages.delete(ts);
      },
      find: async () => [...messages.keys()][0] ?? null,
    },
  };
}

/** A call that stands still until it is let go. */
function gate() {
  let open = (): void => {};
  const held = new Promise<void>((resolve) => (open = resolve));
  let reach = (): void => {};
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return { open, reached, beforeSend: () => (reach(), held) };
}

const shown = () => [...messages.values()];

it('is sent by one of them, and the others spend nothing on it', async () => {
  const slow = gate();
  const first = draw(replica('one', slow), id);
  await slow.reached;
  expect(await draw(replica('two'), id)).toBe(1_000);
  expect(await draw(replica('three'), id)).toBe(1_000);
  slow.open();
  await first;
  says = 'second';
  const slower = gate();
  const edited = draw(replica('two', slower), id);
  await slower.reached;
  expect(await draw(replica('one'), id)).toBe(1_000);
  slower.open();
  await edited;
  await draw(replica('three'), id);
  expect([shown(), taken, updates]).toEqual([['second'], 2, 1]);
});

it('that waits for its turn is left to the one that waits', async () => {
  let wait = 2_000;
  const one = replica('one', { wait: () => wait });
  expect(await draw(one, id)).toBe(2_000);
  at += 2_000;
  expect(await draw(replica('two'), id)).toBeGreaterThan(0);
  wait = 0;
  await draw(one, id);
  expect([shown(), taken]).toEqual([['first'], 1]);
});

it('is taken over from a process that died while it waited', async () => {
  await draw(replica('one', { wait: () => 2_000 }), id);
  at += 7_001;
  await draw(replica('two'), id);
  expect(shown()).toEqual(['first']);
});

it('is taken over from a process whose clock is far ahead', async () => {
  await draw({ ...replica('one', { wait: () => 2_000 }), now: () => at + 30_000 }, id);
  await draw(replica('two'), id);
  expect(shown()).toEqual(['first']);
});

it('is there once in the end, though a process was stopped right before its post and came back', async () => {
  const stopped = gate();
  const late = draw(replica('one', stopped), id);
  await stopped.reached;
  at += 8_000;
  const two = replica('two');
  await draw(two, id);
  expect(shown()).toEqual(['first']);
  stopped.open();
  expect(await late).toBe(0);
  expect([...messages.keys()]).toEqual(['two-0']);
  expect((await store.get(cards, id))?.doc).toMatchObject({ ts: 'two-0', posting: null });
});

it('is there once, though both were about to post it', async () => {
  const [stopped, second] = [gate(), gate()];
  const late = draw(replica('one', stopped), id);
  await stopped.reached;
  at += 8_000;
  const other = draw(replica('two', second), id);
  await second.reached;
  stopped.open();
  await late;
  second.open();
  await other;
  expect([...messages.keys()]).toEqual(['one-0']);
  expect((await store.get(cards, id))?.doc).toMatchObject({ ts: 'one-0', posting: null });
});

it('is true in the end, though a stopped process comes back with an old drawing', async () => {
  await draw(replica('one'), id);
  says = 'second';
  const stopped = gate();
  const late = draw(replica('one', stopped), id);
  await stopped.reached;
  at += 8_000;
  says = 'third';
  await draw(replica('two'), id);
  expect(shown()).toEqual(['third']);
  stopped.open();
  expect(await late).toBe(0);
  expect(shown()).toEqual(['second']);
  await draw(replica('three'), id);
  expect(shown()).toEqual(['third']);
});

it('costs one edit, though somebody asked for a look at it meanwhile', async () => {
  await draw(replica('one'), id);
  says = 'second';
  const slow = gate();
  const edited = draw(replica('one', slow), id);
  await slow.reached;
  at += 3_000;
  await touchCards(store, record, at - 1_000);
  const touched = await store.get(cards, id);
  if (touched) await store.replace(cards, id, touched.revision, { ...touched.doc, lookAt: at });
  slow.open();
  expect(await edited).toBe(0);
  await draw(replica('one'), id);
  expect([shown(), updates]).toEqual([['second'], 1]);
  expect((await store.get(cards, id))?.doc.drawing).toBeNull();
});
