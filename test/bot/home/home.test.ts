// Home tabs over a real socket to the pretend Slack: drawn when opened, drawn anew when something changed, not otherwise.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHome, type Home } from '../../../src/bot/home/home.js';
import type { Dashboard } from '../../../src/services/dashboard/dashboard.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { credentials, people } from '../../../sandbox/company.js';
import { startSlack, type SlackSimulator } from '../../../sandbox/slack/index.js';
import { aDashboard } from '../cards/home-fixtures.js';

const ana = people[0].id;
let slack: SlackSimulator;
let store: Store;
/** Milliseconds that the test has let pass beside the real ones. */
let skipped: number;
let dashboard: Dashboard;
let homes: Home[];

beforeEach(async () => {
  slack = await startSlack({ rate: false });
  store = openSqlite(mkdtempSync(join(tmpdir(), 'ppm-home-')));
  skipped = 0;
  dashboard = aDashboard();
  homes = [];
});
afterEach(async () => {
  for (const home of homes) await home.stop();
  await slack.close();
  await store.close();
});

function open(): Home {
  const home = createHome({
    store,
    client: new WebClient(credentials.slackBotToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
    }),
    dashboardOf: async () => dashboard,
    linkTo: async () => null,
    now: () => Date.now() + skipped,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  homes.push(home);
  return home;
}

const shown = (): string => JSON.stringify(slack.state(ana).home ?? null);
const published = (): number =>
  slack.traffic().filter(({ name }) => name === 'views.publish').length;

test('it is drawn when it is opened, and anew when something has changed, within half a minute', async () => {
  const home = open();
  await home.opened(ana);
  expect(shown()).toContain('No alert fires.');
  dashboard = aDashboard({ alerts: 3 });
  skipped += 30_000;
  home.start();
  await expect.poll(shown).toContain('3 groups of alerts fire.');
});

test('without a change Slack is not called; two processes draw a change once', async () => {
  const [first, second] = [open(), open()];
  await first.opened(ana);
  skipped += 31_000;
  first.start();
  second.start();
  dashboard = aDashboard({ alerts: 1 });
  await expect.poll(published).toBe(2);
  await Promise.all([first.stop(), second.stop()]);
  for (const look of [31_000, 62_000]) {
    skipped += look;
    const again = open();
    again.start();
    await again.stop();
  }
  expect(published()).toBe(2);
});

test('a tab that nobody has opened for half a day is left alone until it is opened again', async () => {
  const home = open();
  await home.opened(ana);
  skipped += 13 * 3_600_000;
  dashboard = aDashboard({ alerts: 9 });
  home.start();
  await home.stop();
  expect(published()).toBe(1);
  await home.opened(ana);
  expect(shown()).toContain('9 groups');
});

test('what Slack refuses for a moment is drawn at the next look', async () => {
  const home = open();
  await home.opened(ana);
  dashboard = aDashboard({ alerts: 2 });
  slack.faults.set({ serverError: { method: 'views.publish', count: 1 } });
  skipped += 31_000;
  home.start();
  await home.stop();
  expect(shown()).toContain('No alert fires.');
  skipped += 31_000;
  home.start();
  await expect.poll(shown).toContain('2 groups of alerts fire.');
});
