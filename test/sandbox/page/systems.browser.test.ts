// The five systems on the page in a real browser: a failure is thrown on its switch, the component shows it, and it heals.
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../../sandbox/company.js';
import { openCompany, type PretendCompany } from '../../../sandbox/pretend-company.js';
import { failureSwitches } from '../../../sandbox/systems/switches.js';
import { handlePage } from '../../../sandbox/routes.js';
import { until } from '../../../sandbox/until.js';
import { ensureBuilt } from './served.js';
import { launchChromium } from '../../support/chromium.js';

const screenshots = 'test-results/systems';
let company: PretendCompany;
let browser: Browser | null;

beforeAll(async () => {
  await ensureBuilt();
  let opened: PretendCompany | null = null;
  company = await openCompany({
    slack: {
      rate: false,
      extraRoutes: (request, response) => (opened ? handlePage(opened, request, response) : false),
    },
  });
  opened = company;
  browser = await launchChromium();
  mkdirSync(screenshots, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await company.close();
});

async function openSystems(of: Browser): Promise<Page> {
  const context = await of.newContext({ viewport: { width: 1440, height: 1200 } });
  const page = await context.newPage();
  await page.goto(`${company.slack.url}/?as=${people[0].id}`);
  await page.getByRole('button', { name: 'Inspector' }).click();
  await page.getByRole('tab', { name: 'Systems', exact: true }).click();
  return page;
}

const onNow = async (): Promise<string[]> =>
  (await company.switches.list()).filter(({ isOn }) => isOn).map(({ id }) => id);

test('a failure is thrown on its switch, seen at its component, and healed', async (context) => {
  if (!browser) return context.skip('no Chromium was found');
  const page = await openSystems(browser);
  // Those that are there from the start.
  await page.getByText(`4 of ${failureSwitches.length} on`).waitFor();
  await page.screenshot({ path: `${screenshots}/at-first.png` });
  // All tabs, and the way out beside them.
  expect(await page.getByRole('button', { name: 'Close inspector' }).boundingBox()).toSatisfy(
    (box: { x: number; width: number } | null) => box !== null && box.x + box.width <= 1440,
  );

  const bot = page.getByRole('region', { name: 'notion-bot-api' });
  await bot.getByText('all components well').waitFor();
  await bot.getByRole('switch', { name: 'MongoDB refuses connections' }).check();
  await until('it is down', () => !company.mongo.isUp());
  const components = bot.getByRole('list', { name: 'Components of notion-bot-api' });
  await components.getByText('database: Connection refused').waitFor();
  await bot.getByText('2 of 4 not well').waitFor();
  await page.getByRole('switch', { name: 'The disk is full' }).check();
  await page.getByText(/^disk 9\d % used$/).waitFor();
  await components.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${screenshots}/thrown.png` });

  await page.getByRole('button', { name: 'Heal everything' }).click();
  await page.getByText('Nothing goes wrong on purpose').waitFor();
  await until('all are off', async () => (await onNow()).length === 0);
  await bot.getByText('all components well').waitFor();
  expect(company.mongo.isUp()).toBe(true);
  await page.screenshot({ path: `${screenshots}/healed.png` });
});
