// The main job as people do it, on the page in a real browser: a restore is asked for, refused to its requester, approved
// by somebody else, seen step by step, verified and undone.
import { mkdirSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../sandbox/company.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { handlePage } from '../../sandbox/routes.js';
import { until } from '../../sandbox/until.js';
import { launchChromium } from '../support/chromium.js';

const table = 'main.silver.projects';
const screenshots = 'test-results/story';
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
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 } });
  const page = await context.newPage();
  await page.goto(`${company.slack.url}/?as=${id}`);
  return page;
}

async function types(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message #ppm-oncall' });
  await composer.click();
  await composer.fill(text);
  await composer.press('Enter');
}

/** The newest message with this text. */
function message(page: Page, text: string | RegExp): Locator {
  return page.getByRole('article').filter({ hasText: text }).last();
}

async function approves(page: Page, card: Locator): Promise<void> {
  await card.getByRole('button', { name: 'Approve' }).click();
  const form = page.getByRole('dialog', { name: 'Approve' });
  await form.getByRole('textbox').fill(table);
  await form.getByRole('button', { name: 'Approve' }).click();
}

test('a restore from the slash command to its undo', async (context) => {
  if (!browser) return context.skip('no Chromium was found');
  const [ana, ben] = [await pageOf(people[0].id), await pageOf(people[1].id)];

  await types(ana, `/ppm table history ${table}`);
  const history = message(ana, 'Restore to version 13');
  await history.waitFor();
  await ana.screenshot({ path: `${screenshots}/1-history.png` });

  await types(ana, `/ppm table restore ${table}`);
  const form = ana.getByRole('dialog', { name: 'Table restore' });
  await form.getByLabel('Version').fill('13');
  await ana.screenshot({ path: `${screenshots}/2-form.png` });
  await form.getByRole('button', { name: 'Continue' }).click();

  const plan = message(ana, 'Approval needed');
  await plan.getByRole('button', { name: 'Approve' }).waitFor();
  await ana.screenshot({ path: `${screenshots}/3-plan.png` });
  await plan.getByRole('button', { name: 'Approve' }).click();
  await message(ana, 'You asked for this yourself').waitFor();
  await ana.screenshot({ path: `${screenshots}/4-refused.png` });

  company.warehouse.faults.replace({ slow: { match: 'RESTORE', millis: 3_000 } });
  await approves(ben, message(ben, 'Approval needed'));
  await message(ana, 'Running: Restore').waitFor();
  await ana.screenshot({ path: `${screenshots}/5-running.png` });
  company.warehouse.faults.replace({});

  const done = message(ana, 'The newest version is this restore');
  await done.getByRole('button', { name: 'Undo' }).waitFor();
  expect(await done.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await ana.screenshot({ path: `${screenshots}/6-verified.png` });

  await done.getByRole('button', { name: 'Undo' }).click();
  const confirm = ana.getByRole('alertdialog');
  await confirm.getByRole('button').last().click();
  const undo = ben.getByRole('article').filter({ hasText: 'to version 14' }).last();
  await undo.getByRole('button', { name: 'Approve' }).waitFor();
  await approves(ben, undo);
  await until('the undo is done', () => restores() === 2, 60_000);
  await message(ana, 'Taken back by').waitFor();
  await ana.screenshot({ path: `${screenshots}/7-undone.png` });
});

function restores(): number {
  const known = company.warehouse.tables().find((one) => one.fullName.join('.') === table);
  return known?.versions.filter((version) => version.operation === 'RESTORE').length ?? 0;
}
