// What the bot looks after, as people see it on the page in a real browser: a system is broken on its tab, the morning card
// names the cause, its button diagnoses, the Home tab shows what waits, and the five reports can be read.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../sandbox/company.js';
import { message, openPages, types, type Pages } from './pages.js';

const screenshots = 'test-results/upkeep';
let pages: Pages | null;

beforeAll(async () => {
  pages = await openPages({ screenshots, height: 1400 });
});
afterAll(() => pages?.close());

test('from a system that is broken to the morning card, its diagnosis, and the Home tab', async (context) => {
  if (!pages) return context.skip('no Chromium was found');
  const [ana, ben] = [await pages.pageOf(people[0].id), await pages.pageOf(people[1].id)];
  await ana.getByRole('button', { name: 'Inspector' }).click();
  await ana.getByRole('tab', { name: 'Systems', exact: true }).click();
  await ana.getByRole('switch', { name: /made-up data/ }).click();
  await ana.screenshot({ path: `${screenshots}/1-systems.png` });

  await types(ana, '/ppm schedule run daily-health');
  const morning = message(ben, /The Control Room shows made-up data/);
  await morning.waitFor();
  await ben.screenshot({ path: `${screenshots}/2-morning.png` });

  await types(ana, '/ppm settings set notion.cursors 4 --for 2h');
  await message(ben, /notion\.cursors/).waitFor();
  await ben.getByRole('button', { name: 'ppm', exact: true }).click();
  await ben.getByText('Look and decide').waitFor();
  await ben.getByText('finance-ppm/kpis').first().waitFor();
  await ben.screenshot({ path: `${screenshots}/3-home.png` });
  expect(await ben.getByRole('button', { name: 'Check health' }).count()).toBe(1);
});

test.each([
  ['morning', /red.* of \d+|All \d+ components are good/],
  ['evening', /runs? today/],
  ['weekly', /this week/],
  ['monthly', /in four weeks/],
  ['quarterly', /pages in \d+ databases/],
])('the %s report', async (which, headline) => {
  if (!pages) return;
  const eve = await pages.pageOf(people[4].id);
  await types(eve, `/ppm report ${which}`);
  const mine = eve.getByRole('article').filter({ hasText: 'Only visible to you' });
  const card = mine.filter({ hasText: headline }).last();
  await card.waitFor({ timeout: 40_000 });
  expect(await card.count()).toBe(1);
  await eve.screenshot({ path: `${screenshots}/report-${which}.png` });
});
