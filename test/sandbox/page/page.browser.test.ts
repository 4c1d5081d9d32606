// The page in a real browser: commands, questions before a click counts, forms with errors, the keyboard alone.
import { WebClient } from '@slack/web-api';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { credentials, people } from '../../../sandbox/company.js';
import { startSlack, type SlackSimulator } from '../../../sandbox/slack/index.js';
import { until } from '../../../sandbox/until.js';
import { launchChromium } from '../../support/chromium.js';
import * as gallery from './gallery.js';
import { startPretendBot, type PretendBot } from './pretend-bot.js';
import { ensureBuilt, servePage } from './served.js';

const channel = 'C01ONCALL';
const [ana, ben] = people;
let slack: SlackSimulator;
let bot: PretendBot;
let web: WebClient;
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
  slack = await startSlack({ rate: false, extraRoutes: servePage });
  bot = await startPretendBot(slack);
  web = new WebClient(credentials.slackBotToken, { slackApiUrl: slack.apiUrl });
  return async () => {
    for (const opened of browser?.contexts() ?? []) await opened.close();
    await bot.stop();
    await slack.close();
  };
});

async function open(person: string = ana.id): Promise<Page> {
  if (!browser) throw new Error('no browser');
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${slack.url}/?as=${person}`);
  await composer(page).waitFor();
  return page;
}

function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message #ppm-oncall' });
}

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

async function post(blocks: object[], text = 'A card'): Promise<void> {
  await web.chat.postMessage({ channel, text, blocks: JSON.parse(JSON.stringify(blocks)) });
}

async function openForm(page: Page): Promise<Locator> {
  await say(page, '/ppm form');
  const form = page.getByRole('dialog', { name: 'Every input' });
  await form.getByLabel('Name').waitFor();
  return form;
}

test('a command is answered privately, and the answer can be dismissed', async () => {
  const page = await open();
  await say(page, '/ppm status please');
  const answer = page.getByRole('article').filter({ hasText: 'You typed status please' });
  await answer.waitFor();
  expect(await answer.getByText('Only visible to you').count()).toBe(1);
  expect(await answer.getAttribute('data-channel')).toBe(channel);

  const other = await open(ben.id);
  expect(await other.getByText('You typed').count()).toBe(0);

  await answer.getByRole('button', { name: 'Dismiss message' }).click();
  await answer.waitFor({ state: 'detached' });
});

test('a message reaches another window at once, with its mentions and emoji', async () => {
  const [mine, other] = [await open(ana.id), await open(ben.id)];
  await say(mine, 'Look here, @ben :warning: *now*');
  const message = other.getByRole('article').filter({ hasText: 'Look here' });
  await message.waitFor();
  expect(await message.getByText('@Ben Okafor').count()).toBe(1);
  expect(await message.getByRole('img', { name: 'warning' }).count()).toBe(1);
  expect(await message.locator('strong').textContent()).toBe('now');
});

test('a click counts only after its question is answered', async () => {
  await post(gallery.controls);
  const page = await open();
  await page.getByRole('button', { name: 'Deploy' }).click();
  const question = page.getByRole('alertdialog', { name: 'Deploy version 1?' });
  await question.getByRole('button', { name: 'Not now' }).click();
  await question.waitFor({ state: 'detached' });
  expect(slack.traffic().filter(({ name }) => name === 'block_actions')).toHaveLength(0);

  await page.getByRole('button', { name: 'Deploy' }).click();
  await question.getByRole('button', { name: 'Deploy it' }).click();
  await page.getByRole('article').filter({ hasText: 'Deployed by @Ana Torres' }).waitFor();
});

test('a form says what is wrong under the field, keeps the rest, and is sent', async () => {
  const page = await open();
  const form = await openForm(page);
  await form.getByLabel('Count').fill('12');
  await form.getByRole('button', { name: 'Send' }).click();
  await form.getByText('Please complete this required field.').waitFor();
  expect(await form.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');

  await form.getByLabel('Name').fill('taken');
  await form.getByRole('button', { name: 'Send' }).click();
  await form.getByText('This name is taken').waitFor();
  expect(await form.getByLabel('Count').inputValue()).toBe('12');

  await form.getByLabel('Name').fill('free');
  await form.getByRole('combobox', { name: 'Table' }).click();
  await page.getByRole('option', { name: 'main.silver.tasks' }).click();
  await form.getByRole('combobox', { name: 'City' }).fill('ber');
  await page.getByRole('option', { name: 'Bergen' }).click();
  await form.getByRole('combobox', { name: 'Person' }).fill('chl');
  await page.getByRole('option', { name: 'Chloe Martin' }).click();
  await form.getByLabel('Day').fill('2026-10-05');
  await form.getByLabel('Dry run').check();
  await form.getByLabel('fast').check();
  await form.getByRole('button', { name: 'Send' }).click();
  await form.waitFor({ state: 'detached' });
  expect(await until('the form is there', () => bot.submitted())).toMatchObject({
    name: { name: { value: 'free' } },
    count: { count: { value: '12' } },
    table: { table: { selected_option: { value: 'main.silver.tasks' } } },
    city: { city: { selected_option: { value: 'Bergen' } } },
    person: { person: { selected_user: 'U03CHLOE' } },
    day: { day: { selected_date: '2026-10-05' } },
    flags: { flags: { selected_options: [{ value: 'dry' }] } },
    speed: { speed: { selected_option: { value: 'fast' } } },
  });
});

test('what is typed in a form stays when the world around it changes', async () => {
  const page = await open();
  const form = await openForm(page);
  await form.getByLabel('Name').pressSequentially('half a ');
  await web.chat.postMessage({ channel, text: 'Something new' });
  await page.getByText('Something new').waitFor({ state: 'attached' });
  await page.keyboard.type('name');
  expect(await form.getByLabel('Name').inputValue()).toBe('half a name');
});

test('everything works without a mouse', async () => {
  await post(gallery.controls);
  const page = await open();
  const keys = page.keyboard;
  await page.getByRole('button', { name: 'Deploy' }).waitFor();

  await keys.press('Control+k');
  await page.getByRole('combobox', { name: 'Channel or person' }).waitFor();
  await keys.type('general');
  await keys.press('Enter');
  await page.getByRole('textbox', { name: 'Message #general' }).waitFor();
  await keys.press('Control+k');
  await keys.type('ppm-on');
  await keys.press('Enter');
  await composer(page).waitFor();
  await until('the composer has the focus', () =>
    composer(page).evaluate((field) => field === document.activeElement),
  );

  await keys.type('/ppm form');
  await keys.press('Enter');
  const form = page.getByRole('dialog', { name: 'Every input' });
  await form.getByLabel('Name').waitFor();
  await until('the first input has the focus', () =>
    form.getByLabel('Name').evaluate((field) => field === document.activeElement),
  );
  await keys.type('by hand');
  await keys.press('Enter');
  await form.waitFor({ state: 'detached' });
  expect(bot.submitted()).toMatchObject({ name: { name: { value: 'by hand' } } });

  await keys.press('ArrowUp');
  expect(await composer(page).inputValue()).toBe('/ppm form');
  await keys.press('Enter');
  await form.getByLabel('Name').waitFor();
  await keys.press('Escape');
  await form.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Deploy' }).focus();
  await keys.press('Enter');
  const question = page.getByRole('alertdialog');
  await question.waitFor();
  await keys.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(slack.traffic().filter(({ name }) => name === 'block_actions')).toHaveLength(0);
});

test('a thread opens beside the channel and takes replies', async () => {
  const { ts } = await web.chat.postMessage({ channel, text: 'The root' });
  await web.chat.postMessage({ channel, thread_ts: ts ?? '', text: 'One reply' });
  const page = await open();
  await page.getByRole('button', { name: '1 reply' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText('One reply').waitFor();
  await thread.getByRole('textbox', { name: 'Reply to thread' }).fill('Mine');
  await page.keyboard.press('Enter');
  await thread.getByRole('article').filter({ hasText: 'Mine' }).waitFor();
  await page.keyboard.press('Escape');
  await thread.waitFor({ state: 'detached' });
  expect(slack.messages(channel).at(-1)).toMatchObject({ text: 'Mine', threadTs: ts });
});

test('tasks, tables and charts are drawn; a data table is sorted and paged', async () => {
  for (const blocks of [gallery.texts, gallery.tasks, gallery.pagedTable, gallery.charts])
    await post(blocks);
  const page = await open();
  await page.getByText('A step that is in progress').waitFor();
  await page.getByRole('img', { name: /Line chart: Rows by month/ }).waitFor();

  const table = page.getByRole('table', { name: 'Rows of a table' });
  const first = table.getByRole('row').nth(1);
  expect(await first.textContent()).toContain('table 0');
  await table.getByRole('button', { name: 'Rows' }).click();
  expect(await first.textContent()).toContain('table 4');
  await page.getByRole('button', { name: 'Next page' }).click();
  expect(await first.textContent()).toContain('table 5');
});

test('a bot that does not answer shows as it does in Slack', async () => {
  await bot.stop();
  const page = await open();
  await say(page, '/ppm status');
  const notice = page.getByRole('article').filter({ hasText: 'dispatch_failed' });
  await notice.waitFor();
  expect(await notice.getByText('Only visible to you').count()).toBe(1);
  await page.getByRole('status').filter({ hasText: 'not_connected' }).waitFor();
  bot = await startPretendBot(slack);
});

test('the Home tab, and being somebody else', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'ppm', exact: true }).click();
  await page.getByText('Welcome home').waitFor();
  await page.getByRole('button', { name: /You are/ }).click();
  await page.getByRole('menuitem', { name: /Ben Okafor/ }).click();
  await page.getByRole('button', { name: /You are\s*Ben Okafor/ }).waitFor();
  expect(new URL(page.url()).searchParams.get('as')).toBe(ben.id);
});

test('the inspector shows what is said, and switches faults', async () => {
  const page = await open();
  await say(page, '/ppm status');
  await page.getByText('You typed status').waitFor();
  await page.getByRole('button', { name: 'Inspector' }).click();
  await page.getByRole('button', { name: /slash_commands/ }).click();
  await page.getByText('"command": "/ppm"').waitFor();

  await page.getByRole('tab', { name: 'Faults' }).click();
  await page.getByRole('switch', { name: 'Server error' }).check();
  await until('the fault is on', () => slack.faults.get().serverError !== null);
  // Typed faster than the sandbox answers, and through a minus that is no number yet.
  const fault = page.locator('.fault').filter({ hasText: 'Server error' });
  await fault.getByLabel('Method').press('ControlOrMeta+a');
  await page.keyboard.type('chat.postMessage');
  await fault.getByLabel('Times').press('ControlOrMeta+a');
  await page.keyboard.type('-1');
  await until('the fault is set', () => slack.faults.get().serverError?.count === -1);
  expect(slack.faults.get().serverError).toEqual({ method: 'chat.postMessage', count: -1 });
  await page.getByLabel('data_table').check();
  await page.getByRole('button', { name: 'Heal everything' }).click();
  await until('the faults are off', () => slack.faults.get().serverError === null);
  // This simulator stands alone: there is no platform to show.
  expect(await page.getByRole('tab', { name: 'Platform' }).count()).toBe(0);

  await composer(page).focus();
  await page.keyboard.press('Control+i');
  await page.getByRole('complementary', { name: 'Inspector' }).waitFor({ state: 'detached' });
});
