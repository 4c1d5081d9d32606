// What a run's commands say stands in the thread of its card: one message, kept true while it grows.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { channels, credentials } from '../../../sandbox/company.js';
import { startSlack, type SlackSimulator } from '../../../sandbox/slack/index.js';
import { until } from '../../../sandbox/until.js';
import { runPicture } from '../../../src/bot/pictures/run-picture.js';
import { createBudget } from '../../../src/bot/publisher/budget.js';
import { draw, type DrawParts } from '../../../src/bot/publisher/draw.js';
import { createPublisher, type Publisher } from '../../../src/bot/publisher/publisher.js';
import { createSlackMessages } from '../../../src/bot/publisher/slack-messages.js';
import type { Run } from '../../../src/core/run.js';
import { cards, cardSchema, cardId, requestCards } from '../../../src/services/cards/rows.js';
import { createCommands } from '../../../src/services/commands/create-commands.js';
import { outputOf } from '../../../src/services/commands/run-outputs.js';
import { createDirectory } from '../../../src/services/identity/directory.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { lampAction, openBench, type Bench } from '../../support/engine-bench.js';
import { runs } from '../cards/fixtures.js';

const channel = channels[0].id;
const run: Run = { ...runs().byState.running, id: 'R-AAAAAA', channel, operation: 'lamp.switch' };
const outputId = cardId('run', run.id, 'output');
let slack: SlackSimulator;
let store: Store;
let bench: Bench;
let skipped: number;
let publisher: Publisher | undefined;

beforeEach(async () => {
  slack = await startSlack({ rate: false });
  store = openSqlite(mkdtempSync(join(tmpdir(), 'ppm-output-')));
  bench = openBench();
  skipped = 0;
  await requestCards(store, {
    record: { kind: 'run', id: run.id },
    channel,
    priority: 1,
    parent: null,
    now: Date.now(),
  });
});
afterEach(async () => {
  await publisher?.stop();
  publisher = undefined;
  await slack.close();
  await store.close();
  await bench.close();
});

function parts(): DrawParts {
  const now = (): number => Date.now() + skipped;
  const client = new WebClient(credentials.slackBotToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const picture = runPicture({
    engine: { ...bench.engine, runs: { ...bench.engine.runs, get: async () => run } },
    directory: createDirectory({
      config: {
        people: [],
        roles: { oncall: [], approver: [], manager: [], director: [], admin: [] },
      },
      groupMembers: async () => [],
    }),
    operations: [lampAction(bench.world)],
    now,
    outputOf: (id) => outputOf(store, id),
    urgent: async () => false,
  });
  return {
    store,
    owner: 'test',
    now,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    messages: createSlackMessages(client),
    budget: createBudget(Date.now),
    metrics: { failed: () => {}, waits: () => {}, caughtUp: () => {} },
    picture,
  };
}

const commands = (changed: (id: string) => void) =>
  createCommands({
    store,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    now: Date.now,
    changed,
    settingOf: (name) => process.env[name],
  });

const says = (script: string, changed: (id: string) => void = () => {}) =>
  commands(changed).run(
    { words: ['/bin/sh', '-c', script], pass: [], timeoutMs: 20_000 },
    { run: run.id, signal: new AbortController().signal },
  );

const inThread = () => slack.messages(channel).filter((message) => message.threadTs !== undefined);
const shownText = (): string => JSON.stringify(inThread().map(({ blocks }) => blocks));

test('nothing is posted while nothing is said, then one message in the thread', async () => {
  const drawing = parts();
  await draw(drawing, cardId('run', run.id, 'card'));
  await draw(drawing, outputId);
  expect(slack.messages(channel)).toHaveLength(1);
  await says('echo "page 1 <!channel>"; printf "\\033[31mred\\033[0m\\n"');
  skipped += 2_000;
  await draw({ ...drawing, budget: createBudget(Date.now) }, outputId);
  expect(inThread()).toHaveLength(1);
  expect(inThread()[0]?.threadTs).toBe(slack.messages(channel)[0]?.ts);
  expect(inThread()[0]?.text).toBe('Output of R-AAAAAA: 3 lines');
  expect(shownText()).toContain('rich_text_preformatted');
  expect(shownText()).toContain('page 1 <!channel>\\nred');
});

test('it grows in place, woken by the output itself, and not at every line', async () => {
  publisher = createPublisher(parts(), 60_000);
  publisher.start();
  await until('the card is there', () => slack.messages(channel).length > 0);
  const woken = publisher;
  // Nothing but the wake-up draws it: the sweep is a minute away.
  await says('echo first; sleep 2.2; echo second', (id) => woken.wakeOutput(id));
  await until('the end stands there', () => shownText().includes('second'));
  expect(inThread()).toHaveLength(1);
}, 20_000);

test('edits of it leave room for the other cards', async () => {
  const drawing = { ...parts(), budget: { take: async () => 0, close: () => {} } };
  await draw(drawing, cardId('run', run.id, 'card'));
  await says('echo 1');
  await draw(drawing, outputId);
  for (const word of ['2', '3', '4']) {
    await says(`echo ${word}`);
    await draw(drawing, outputId);
  }
  const edits = () => slack.traffic().filter(({ name }) => name === 'chat.update').length;
  expect(edits()).toBe(1);
  expect(await draw(drawing, outputId)).toBeGreaterThan(2_000);
  skipped += 4_000;
  await draw(drawing, outputId);
  expect(edits()).toBe(2);
  expect(shownText()).toContain('echo 4');
});

test('rows that were stored before there was output stay readable', async () => {
  const row = await store.get(cards, cardId('run', run.id, 'rest'));
  expect(cardSchema.parse(row?.doc)).toEqual(row?.doc);
  await store.remove(cards, outputId);
  expect(await draw(parts(), outputId)).toBeNull();
});
