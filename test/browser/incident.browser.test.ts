// An incident's whole life as people see it, on the page in a real browser: from the alert that is fired on the inspector's tab
// to the post-mortem.
import { mkdirSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../sandbox/company.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { handlePage } from '../../sandbox/routes.js';
import { until } from '../../sandbox/until.js';
import { launchChromium } from '../support/chromium.js';

const screenshots = 'test-results/incident';
let company: PretendCompany;
let browser: Browser | null;

beforeAll(async () => {
  let opened: PretendCompany | null = null;
  company = await openCompany({
    slack: {
      extraRoutes: (request, response) => (opened ? handlePage(opened, request, response) : false),
    },
  });
  opened = company;
  browser = await launchChromium();
  if (!browser) return;
  mkdirSync(screenshots, { recursive: true });
  await company.bot.start();
  await until('the bot is connected', () => company.slack.connections() > 0);
});
afterAll(async () => {
  await browser?.close();
  await company.close();
});

async function pageOf(id: string): Promise<Page> {
  if (!browser) throw new Error('no browser');
  const context = await browser.newContext({ viewport: { width: 1440, height: 1400 } });
  const page = await context.newPage();
  await page.goto(`${company.slack.url}/?as=${id}`);
  return page;
}

/** The newest message with this text. */
function message(page: Page, text: string | RegExp): Locator {
  return page.getByRole('article').filter({ hasText: text }).last();
}

/** Fills in the only text of a form that a button opens, and hands it in. */
async function fillsIn(page: Page, card: Locator, button: string, text: string): Promise<void> {
  await card.getByRole('button', { name: button, exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Text').fill(text);
  await form.getByRole('button', { name: 'Continue' }).click();
  await form.waitFor({ state: 'detached' });
}

test('from the alert to the post-mortem', async (context) => {
  if (!browser) return context.skip('no Chromium was found');
  const [ana, ben] = [await pageOf(people[0].id), await pageOf(people[1].id)];

  await ana.getByRole('button', { name: 'Inspector' }).click();
  await ana.getByRole('tab', { name: 'Alerts', exact: true }).click();
  await ana.getByRole('button', { name: 'Fire APIDown' }).click();

  const alert = message(ana, /Firing: Notion Bot API is down/);
  await alert.waitFor();
  const card = message(ben, /Open: Notion Bot API is down/);
  await card.waitFor();
  await alert.getByText('Diagnosis').waitFor();
  await ana.screenshot({ path: `${screenshots}/1-alert.png` });
  await ben.screenshot({ path: `${screenshots}/2-incident.png` });

  await card.getByRole('button', { name: 'Acknowledge' }).click();
  const mine = message(ben, /Acknowledged: Notion Bot API is down/);
  await mine.waitFor();
  await fillsIn(ben, mine, 'Note', 'The pods were out of memory');
  await mine.getByText('The pods were out of memory').waitFor();
  await fillsIn(ben, mine, 'Update', 'We have restarted it; numbers are late');
  await mine.getByText('numbers are late').waitFor();
  await ben.screenshot({ path: `${screenshots}/3-acknowledged.png` });

  await ana.getByRole('button', { name: 'Resolve APIDown' }).click();
  await message(ana, /Resolved: Notion Bot API is down/).waitFor();
  await fillsIn(ben, mine, 'Resolve', 'More memory for the pods');
  const resolved = message(ben, /P0 Resolved/);
  await resolved.getByRole('button', { name: 'Post-mortem', exact: true }).click();
  await message(ben, /postmortem-I-/).waitFor();
  await ben.screenshot({ path: `${screenshots}/4-resolved.png` });
  expect(await resolved.getByRole('button').allTextContents()).toContain('Reopen');
});
