// The parts of the page that show the pretend platform: operations to complete, Notion and its faults, what is said.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { credentials, notionDatabases, notionPageId, people } from '../../../sandbox/company.js';
import type { SimulatedPage } from '../../../sandbox/notion/protocol.js';
import { openCompany, type PretendCompany } from '../../../sandbox/pretend-company.js';
import { handlePage } from '../../../sandbox/routes.js';
import { until } from '../../../sandbox/until.js';
import { launchChromium } from '../../support/chromium.js';
import { ensureBuilt } from './served.js';

const { customerStatus, developmentLog, projects } = notionDatabases;
let company: PretendCompany;
let browser: Browser | null;

beforeAll(async () => {
  await ensureBuilt();
  browser = await launchChromium();
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
  await page.goto(`${company.slack.url}/?as=${people[0].id}`);
  await page.getByRole('textbox', { name: 'Message #ppm-oncall' }).waitFor();
  return page;
}

async function openPlatform(part: string): Promise<Page> {
  const page = await open();
  await page.getByRole('button', { name: 'Inspector' }).click();
  await page.getByRole('tab', { name: 'Platform' }).click();
  await page.getByRole('button', { name: part, exact: true }).click();
  return page;
}

function notionPage(database: { id: string; pages: string }, number: number): SimulatedPage {
  const id = notionPageId(database, number);
  const found = company.notion.pages(database.id).find((page) => page.id === id);
  if (!found) throw new Error(`no page ${id}`);
  return found;
}

const callNotion = (token: string): Promise<Response> =>
  fetch(`${company.notion.url}/v1/users/me`, {
    headers: { authorization: `Bearer ${token}`, 'notion-version': '2025-09-03' },
  });

/** The line of a page in an open database. */
const lineOf = (page: Page, title: string): Locator =>
  page.getByRole('listitem').filter({ hasText: title }).first();

test('the composer offers the operations that the bot really has', async () => {
  const page = await open();
  const composer = page.getByRole('textbox', { name: 'Message #ppm-oncall' });
  await composer.fill('/ppm table hi');
  const option = page.getByRole('option', { name: /\/ppm table history/ });
  await option.waitFor();
  expect(await page.getByRole('option').count()).toBe(1);
  await composer.press('Tab');
  expect(await composer.inputValue()).toMatch(/^\/ppm table history \S+/);

  await composer.fill('/ppm resto');
  await page.getByRole('option', { name: /\/ppm table restore/ }).waitFor();
});

test('the databases of Notion stand there, are shared and taken back', async () => {
  const page = await openPlatform('Notion');
  const row = page.getByRole('row').filter({ hasText: /Projects.*480/ });
  await row.waitFor();
  const shared = page.getByRole('switch', { name: /Development log .* shared/ });
  expect(await shared.isChecked()).toBe(false);
  const isShared = (): boolean =>
    company.notion.databases().find(({ id }) => id === developmentLog.id)?.shared ?? false;
  await shared.check();
  await until('it is shared', isShared);
  await shared.uncheck();
  await until('it is not shared any more', () => !isShared());
});

test('a page is edited, trashed, brought back and deleted, and one is added', async () => {
  const page = await openPlatform('Notion');
  await page.getByRole('button', { name: /Customer status/ }).click();
  // The last one of the seed was edited last.
  const newest = notionPageId(customerStatus, 45);
  const line = lineOf(page, 'Cork Clinic');
  await line.waitFor();
  const health = (): string => JSON.stringify(notionPage(customerStatus, 45).properties['Health']);
  await line.getByRole('combobox', { name: 'Health of Cork Clinic' }).selectOption('Critical');
  await until('it is edited', () => health().includes('"Critical"'));

  await line.getByRole('button', { name: 'Trash Cork Clinic' }).click();
  await until('it is in the trash', () => notionPage(customerStatus, 45).inTrash);
  await line.getByRole('button', { name: 'Return Cork Clinic' }).click();
  await until('it is back', () => !notionPage(customerStatus, 45).inTrash);
  await line.getByRole('button', { name: 'Trash Cork Clinic' }).click();
  await line.getByRole('button', { name: 'Delete Cork Clinic for good' }).click();
  const pages = () => company.notion.pages(customerStatus.id);
  await until('it is gone', () => pages().every(({ id }) => id !== newest));

  await page.getByRole('button', { name: 'Add a page' }).click();
  await lineOf(page, 'Added by hand 1').waitFor();
  expect(pages()).toHaveLength(46);
});

test('faults of Notion and of the other syncs are switched', async () => {
  const page = await openPlatform('Notion');
  const fault = page.locator('.fault').filter({ hasText: 'Overloaded' });
  await fault.getByRole('spinbutton', { name: 'Times' }).fill('1');
  await fault.getByRole('switch').check();
  await until('it is set', () => company.notion.faults.get().overloaded !== undefined);
  expect((await callNotion(credentials.notionToken)).status).toBe(529);
  expect((await callNotion(credentials.notionToken)).status).toBe(200);

  await page.getByRole('switch', { name: 'Notion is down' }).check();
  await until('it is down', () => company.notion.faults.get().down === true);
  await expect(callNotion(credentials.notionToken)).rejects.toThrow('fetch failed');
  await page.getByRole('button', { name: 'Heal everything' }).click();
  await until('it is up', () => company.notion.faults.get().down !== true);

  await page.getByRole('button', { name: 'Other syncs' }).click();
  await page.getByRole('switch', { name: /Wittwizz/ }).check();
  await until(
    'it is set',
    async () => (await company.syncFaults.get())['notion-sync'] !== undefined,
  );
  expect(await company.syncFaults.get()).toEqual({
    'notion-sync': { kind: 'stale_lock', count: 1 },
  });
});

test('what is said to Notion stands beside what is said to Slack', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'Inspector' }).click();
  await callNotion(credentials.notionToken);
  await callNotion('ntn_somebody');
  const call = page.getByRole('button', { name: /GET \/users\/me/ });
  await call.nth(1).waitFor();
  expect(await call.first().textContent()).toMatch(/unauthorized.*401/);
  await call.nth(1).click();
  await page.getByRole('heading', { name: 'Notion answered' }).waitFor();
  expect(await page.getByText('"type": "bot"').count()).toBe(1);

  await page.getByRole('button', { name: 'Slack', exact: true }).click();
  await call.first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Notion', exact: true }).click();
  await call.first().waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('Nothing has been said yet.').waitFor();
});

test('the tables of the Notion sync stand among the others', async () => {
  const page = await openPlatform('Warehouse');
  const tables = page.getByRole('region', { name: 'Tables' });
  await tables
    .getByRole('row')
    .filter({ hasText: /bronze\.notion_raw_pages.*1,900/ })
    .waitFor();
  await tables.getByRole('row').filter({ hasText: 'bronze.notion_sync_watermarks' }).waitFor();
  expect(company.notion.pages(projects.id)).toHaveLength(480);
});
