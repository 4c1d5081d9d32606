// The main job as people do it, on the page in a real browser: a restore is asked for, refused to its requester, approved
// by somebody else, seen step by step, verified and undone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../sandbox/company.js';
import { until } from '../../sandbox/until.js';
import { approves, message, openPages, types, type Pages } from './pages.js';

const table = 'main.silver.projects';
const screenshots = 'test-results/story';
let pages: Pages | null;

beforeAll(async () => {
  pages = await openPages({ screenshots, height: 960 });
});
afterAll(() => pages?.close());

test('a restore from the slash command to its undo', async (context) => {
  if (!pages) return context.skip('no Chromium was found');
  const { company } = pages;
  const [ana, ben] = [await pages.pageOf(people[0].id), await pages.pageOf(people[1].id)];

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
  await approves(ben, message(ben, 'Approval needed'), table);
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
  await approves(ben, undo, table);
  await until('the undo is done', () => restores() === 2, 60_000);
  await message(ana, 'Taken back by').waitFor();
  await ana.screenshot({ path: `${screenshots}/7-undone.png` });
});

function restores(): number {
  const known = pages?.company.warehouse.tables().find((one) => one.fullName.join('.') === table);
  return known?.versions.filter((version) => version.operation === 'RESTORE').length ?? 0;
}
