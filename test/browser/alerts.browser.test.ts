// Alerts, the pager and the message menu, on the page in a real browser. Requests go to the bot as it is: what it answers is
// the business of its own tests.
import { mkdirSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { channels, credentials, people } from '../../sandbox/company.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { handlePage } from '../../sandbox/routes.js';
import { until } from '../../sandbox/until.js';
import { launchChromium } from '../support/chromium.js';
import { ensureBuilt } from '../sandbox/page/served.js';

const screenshots = 'test-results/alerts';
const [ana] = people;
const oncall = channels[0].id;
let company: PretendCompany;
let browser: Browser | null;

beforeAll(async () => {
  await ensureBuilt();
  browser = await launchChromium();
  mkdirSync(screenshots, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
});

beforeEach(async (context) => {
  if (!browser) return context.skip('no Chromium was found; CHROMIUM_PATH says where it is');
  let opened: PretendCompany | null = null;
  opened = await openCompany({
    slack: {
      rate: false,
      messageShortcuts: [{ name: 'Add to incident timeline', callbackId: 'incident_note' }],
      extraRoutes: (request, response) => (opened ? handlePage(opened, request, response) : false),
    },
  });
  company = opened;
  return async () => {
    for (const window of browser?.contexts() ?? []) await window.close();
    await company.close();
  };
});

async function open(): Promise<Page> {
  if (!browser) throw new Error('no browser');
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 } });
  const page = await context.newPage();
  await page.goto(`${company.slack.url}/?as=${ana.id}`);
  await page.getByRole('textbox', { name: 'Message #ppm-oncall' }).waitFor();
  return page;
}

async function openTab(name: string): Promise<Page> {
  const page = await open();
  await page.getByRole('button', { name: 'Inspector' }).click();
  await page.getByRole('tab', { name, exact: true }).click();
  return page;
}

const client = (): WebClient =>
  new WebClient(credentials.slackBotToken, { slackApiUrl: company.slack.apiUrl });

test('each alert of the runbooks is fired and resolved, and what was sent stands there', async () => {
  const page = await openTab('Alerts');
  // No bot listens: there is no answer, and it is tried again.
  await page.getByRole('button', { name: 'Fire APIDown' }).click();
  await page.getByRole('button', { name: 'Resolve APIDown' }).waitFor();
  expect(company.alerts.firing()).toMatchObject([{ labels: { alertname: 'APIDown' } }]);
  const line = page.getByRole('button', { name: /firing APIDown.*no answer/ });
  await line.first().waitFor();
  await page.getByText('1 not taken yet').waitFor();
  await line.first().click();
  await page.getByText('"groupKey"').waitFor();
  await page.screenshot({ path: `${screenshots}/alerts.png` });

  await page.getByRole('button', { name: 'Resolve APIDown' }).click();
  await until('it is resolved', () => company.alerts.firing().length === 0);
  await page.getByRole('button', { name: 'Storm' }).click();
  await until('there is a storm', () => company.alerts.firing().length === 20);
  await page.getByRole('button', { name: 'Resolve everything' }).click();
  await until('it is over', () => company.alerts.firing().length === 0);
  await page.getByRole('button', { name: 'Truncated' }).click();
  await until('more than are told of', () => company.alerts.firing().length === 72);

  await page.getByRole('button', { name: 'GitHub workflow: Fails' }).click();
  await page.getByRole('button', { name: /failure Deploy pipelines.*given up/ }).waitFor();
});

test('the pager shows what it got, and Slack is switched off and on', async () => {
  const page = await openTab('Pager');
  await fetch(`${company.pager.url}/dead-man`);
  await page.getByText(/^1 ping, the last at/).waitFor();

  await page.getByRole('switch', { name: 'The pager fails' }).check();
  await until('it fails', () => company.pager.state().isFailing);
  await page.getByRole('switch', { name: 'The pager fails' }).uncheck();
  await until('it works', () => !company.pager.state().isFailing);
  const payload = { summary: 'P0: APIDown', source: 'ppm-oncall', severity: 'critical' };
  const event = { routing_key: credentials.pagerKey, event_action: 'trigger', payload };
  const body = JSON.stringify({ ...event, dedup_key: 'I-7K2QMF' });
  await fetch(`${company.pager.url}/v2/enqueue`, { method: 'POST', body });
  const paged = page.getByRole('region', { name: "The pager's alerts" });
  await paged.getByText('P0: APIDown').first().waitFor();

  await page.getByRole('switch', { name: 'Slack is down' }).check();
  await until('Slack is down', () => company.slack.faults.get().down);
  await page.screenshot({ path: `${screenshots}/pager.png` });
  await page.getByRole('switch', { name: 'Slack is down' }).uncheck();
  await until('Slack is up', () => !company.slack.faults.get().down);
  expect(await client().auth.test()).toMatchObject({ ok: true });
});

test("a message's menu has the app's shortcut", async () => {
  await client().chat.postMessage({ channel: oncall, text: 'The API is back' });
  const page = await open();
  const message = page.getByRole('article').filter({ hasText: 'The API is back' });
  await message.hover();
  await message.getByRole('button', { name: 'More actions' }).click();
  const item = page.getByRole('menuitem', { name: 'Add to incident timeline' });
  await item.waitFor();
  await page.screenshot({ path: `${screenshots}/menu.png` });
  await item.click();
  // Nobody is connected; what would have been sent is known.
  const sent = () => company.slack.traffic().find(({ name }) => name === 'message_action');
  await until('it was used', sent);
  expect(sent()?.request).toMatchObject({
    callback_id: 'incident_note',
    message: { text: 'The API is back' },
  });
});

test('a direct message of the bot stands under its messages', async () => {
  const opened = await client().conversations.open({ users: ana.id });
  const channel = opened.channel?.id ?? '';
  expect(channel).toMatch(/^D/);
  await client().chat.postMessage({ channel, text: 'You are paged: APIDown' });
  const page = await open();
  await page.getByRole('button', { name: /ppm 1 unread/ }).click();
  await page.getByRole('tab', { name: 'Messages' }).click();
  await page.getByRole('article').filter({ hasText: 'You are paged: APIDown' }).waitFor();
  await page.screenshot({ path: `${screenshots}/direct.png` });
});
