// A card is posted once and kept true, whatever Slack does: over a real socket, with the real WebClient.
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBudget } from '../../../src/bot/publisher/budget.js';
import { draw, type DrawParts, type Picture } from '../../../src/bot/publisher/draw.js';
import { createPublisher, type Publisher } from '../../../src/bot/publisher/publisher.js';
import { createSlackMessages } from '../../../src/bot/publisher/slack-messages.js';
import { requestCards, type Card } from '../../../src/services/cards/rows.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { channels, credentials } from '../../../sandbox/company.js';
import { startSlack, type SlackSimulator } from '../../../sandbox/slack/index.js';

const channel = channels[0].id;
/** One post a second is all that Slack allows. */
const patient = { timeout: 8_000 };
let slack: SlackSimulator;
let store: Store;
/** Milliseconds that the test has let pass beside the real ones. */
let skipped: number;
const now = (): number => Date.now() + skipped;
const publishers: Publisher[] = [];
/** What the record says; null: not worth a card yet. */
let says: string | null;
let ended: boolean;
/** False: the record of the card is not written yet. */
let exists: boolean;

beforeEach(async () => {
  slack = await startSlack({ rate: false });
  store = openSqlite(mkdtempSync(join(tmpdir(), 'ppm-cards-')));
  skipped = 0;
  says = 'first';
  ended = false;
  exists = true;
});
afterEach(async () => {
  for (const publisher of publishers.splice(0)) await publisher.stop();
  await slack.close();
  await store.close();
});

function parts(): DrawParts {
  const client = new WebClient(credentials.slackBotToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  return {
    store,
    owner: randomUUID(),
    now,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    messages: createSlackMessages(client),
    budget: createBudget(Date.now),
    metrics: { failed: () => {}, waits: () => {}, caughtUp: () => {} },
    picture: async (card) => (exists ? pictureOf(card) : null),
  };
}

const pictureOf = (card: Card): Picture => ({
  ended,
  rendered:
    says === null || card.view !== 'card'
      ? null
      : {
          text: says,
          blocks: card.plain
            ? [{ type: 'section', text: { type: 'plain_text', text: says } }]
            : [{ type: 'markdown', text: says }],
        },
});

function start(): Publisher {
  const publisher = createPublisher(parts(), 50);
  publishers.push(publisher);
  publisher.start();
  return publisher;
}

const ask = () =>
  requestCards(store, {
    record: { kind: 'run', id: 'R-AAAAAA' },
    channel,
    priority: 1,
    parent: null,
    now: now(),
  });
const shown = () => slack.messages(channel).map((message) => message.text);

describe('a card', () => {
  test('is posted once, edited in place, and silent until there is something to show', async () => {
    says = null;
    await ask();
    start();
    says = 'first';
    await expect.poll(shown, patient).toEqual(['first']);
    says = 'second';
    await expect.poll(shown, patient).toEqual(['second']);
  });

  test('in a thread is not drawn before the thread is there', async () => {
    await ask();
    const id = 'run:R-AAAAAA:outcome';
    let drawn = 0;
    const drawing: DrawParts = {
      ...parts(),
      async picture(card) {
        drawn += 1;
        return { ...pictureOf(card), rendered: pictureOf({ ...card, view: 'card' }).rendered };
      },
    };
    expect(await draw(drawing, id)).toBeGreaterThan(0);
    expect(drawn).toBe(0);
    await draw(drawing, 'run:R-AAAAAA:card');
    await expect.poll(() => draw(drawing, id).then(shown), patient).toEqual(['first', 'first']);
  });

  test('of which only the numbers change takes none of the edits that are kept for what is told', async () => {
    await ask();
    const id = 'run:R-AAAAAA:card';
    let told: object = { state: 'firing' };
    const turns: boolean[] = [];
    const drawing: DrawParts = {
      ...parts(),
      budget: {
        async take(_method, { isProgress }) {
          turns.push(isProgress);
          return 0;
        },
        close: () => {},
      },
      picture: async (card) => ({ ...pictureOf(card), told }),
    };
    await draw(drawing, id);
    for (const text of ['4 alerts', '5 alerts']) {
      says = text;
      await draw(drawing, id);
    }
    [says, told] = ['acknowledged', { state: 'firing', acknowledged: 'ana' }];
    await draw(drawing, id);
    says = '6 alerts, acknowledged';
    await draw(drawing, id);
    expect(shown()).toEqual([says]);
    expect(turns).toEqual([false, true, true, false, true]);
  });

  test('asked for before its record is found soon after, though nobody says that the record came', async () => {
    exists = false;
    await ask();
    expect(await draw(parts(), 'run:R-AAAAAA:card')).toBe(1_000);
    exists = true;
    start();
    await expect.poll(shown, patient).toEqual(['first']);
  });

  test('survives a lost reply without a second post', async () => {
    slack.faults.set({ lostReply: { method: 'chat.postMessage', count: 1 } });
    await ask();
    start();
    await expect.poll(shown, patient).toEqual(['first']);
    skipped += 10_000;
    says = 'second';
    await expect.poll(shown, patient).toEqual(['second']);
    expect(slack.traffic().filter((entry) => entry.name === 'chat.postMessage')).toHaveLength(1);
  });

  test('survives a 500 and a 429, and honours Retry-After', async () => {
    slack.faults.set({ serverError: { method: 'chat.postMessage', count: 1 } });
    await ask();
    const drawing = parts();
    const id = 'run:R-AAAAAA:card';
    await draw(drawing, id);
    expect(shown()).toEqual([]);
    skipped += 5_000;
    slack.faults.set({
      rateLimited: { method: 'chat.postMessage', retryAfterSeconds: 30, count: 1 },
    });
    await draw({ ...drawing, budget: createBudget(Date.now) }, id);
    expect(await draw({ ...drawing, budget: createBudget(Date.now) }, id)).toBeGreaterThan(29_000);
    skipped += 30_000;
    await draw({ ...drawing, budget: createBudget(Date.now) }, id);
    expect(shown()).toEqual(['first']);
  });

  test('is drawn with old blocks where Slack refuses the new ones', async () => {
    slack.faults.set({ refusedBlocks: ['markdown'] });
    await ask();
    start();
    await expect.poll(shown, patient).toEqual(['first']);
    expect(slack.messages(channel)[0]?.blocks[0]?.type).toBe('section');
  });

  test('that somebody deleted is posted again while its record lives', async () => {
    await ask();
    start();
    await expect.poll(shown, patient).toEqual(['first']);
    const client = new WebClient(credentials.slackBotToken, { slackApiUrl: slack.apiUrl });
    await client.chat.delete({ channel, ts: slack.messages(channel)[0]?.ts ?? '' });
    says = 'second';
    await expect.poll(shown, patient).toEqual(['second']);
  });

  test('is one card with two publishers', async () => {
    await ask();
    start();
    start();
    await expect.poll(shown, patient).toEqual(['first']);
    for (const text of ['second', 'third', 'fourth']) {
      says = text;
      await expect.poll(shown, patient).toEqual([text]);
    }
    const sent = slack.traffic().map(({ name }) => name);
    expect(sent.filter((name) => name === 'chat.postMessage')).toHaveLength(1);
    expect(sent.filter((name) => name === 'chat.update')).toHaveLength(3);
  });

  test('that was overtaken by another process is drawn once more', async () => {
    await ask();
    const [slow, fast] = [parts(), parts()];
    const id = 'run:R-AAAAAA:card';
    await draw(slow, id);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let isHeld = false;
    const late: DrawParts = {
      ...slow,
      messages: {
        ...slow.messages,
        update: async (...given) => {
          isHeld = true;
          await held;
          await slow.messages.update(...given);
        },
      },
    };
    says = 'second';
    const overtaken = draw(late, id);
    await expect.poll(() => isHeld).toBe(true);
    // It is silent for so long that the other one takes the card over.
    skipped += 6_000;
    says = 'third';
    await draw(fast, id);
    expect(shown()).toEqual(['third']);
    release();
    expect(await overtaken).toBe(0);
    await draw(fast, id);
    expect(shown()).toEqual(['third']);
  });
});
