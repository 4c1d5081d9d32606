// An incident's whole life as people see it, on the page in a real browser: from the alert that is fired on the inspector's tab
// to the post-mortem.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../sandbox/company.js';
import { message, openPages, type Pages } from './pages.js';

const screenshots = 'test-results/incident';
let pages: Pages | null;

beforeAll(async () => {
  pages = await openPages({ screenshots, height: 1400 });
});
afterAll(() => pages?.close());

/** Fills in the only text of a form that a button opens, and hands it in. */
async function fillsIn(page: Page, card: Locator, button: string, text: string): Promise<void> {
  await card.getByRole('button', { name: button, exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Text').fill(text);
  await form.getByRole('button', { name: 'Continue' }).click();
  await form.waitFor({ state: 'detached' });
}

test('from the alert to the post-mortem', async (context) => {
  if (!pages) return context.skip('no Chromium was found');
  const [ana, ben] = [await pages.pageOf(people[0].id), await pages.pageOf(people[1].id)];

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
