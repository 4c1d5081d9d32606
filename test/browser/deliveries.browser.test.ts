// Jobs, deployments, backups, services and the cleanup, as people see them on the page in a real browser.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../sandbox/company.js';
import { approves, message, openPages, types, type Pages } from './pages.js';

const screenshots = 'test-results/deliveries';
const minutes = 60_000;
let pages: Pages | null;

beforeAll(async () => {
  pages = await openPages({
    screenshots,
    height: 1500,
    github: { paceMs: 4_000, listDelayMs: 300 },
  });
});
afterAll(() => pages?.close());

test(
  'a job that lost its cluster: named by the diagnosis, retried with a click',
  async (context) => {
    if (!pages) return context.skip('no Chromium was found');
    const [ana, ben] = [await pages.pageOf(people[0].id), await pages.pageOf(people[1].id)];
    await pages.company.switches.set('driver-unreachable', true);
    await types(ana, '/ppm diagnose databricks');
    const diagnosis = message(ana, /silver_transformations/);
    await diagnosis.getByRole('button', { name: 'Retry the run' }).waitFor({ timeout: minutes });
    await ana.screenshot({ path: `${screenshots}/job-1-diagnosis.png` });
    pages.company.warehouse.jobs.failEvery('silver_transformations', null);

    await diagnosis.getByRole('button', { name: 'Retry the run' }).click();
    const plan = message(ben, /Retry what failed/);
    await plan.getByRole('button', { name: 'Approve' }).waitFor({ timeout: minutes });
    await ben.screenshot({ path: `${screenshots}/job-2-plan.png` });
    await approves(ben, plan);
    await message(ana, /Running: Retry/).waitFor({ timeout: minutes });
    await ana.screenshot({ path: `${screenshots}/job-3-running.png` });
    await message(ana, /has ended with success/).waitFor({ timeout: minutes });
    expect(pages.company.warehouse.jobs.submissions('silver_transformations')).toHaveLength(1);
    await ana.screenshot({ path: `${screenshots}/job-4-done.png` });
  },
  4 * minutes,
);

test(
  'the Control Room to production, and back again',
  async (context) => {
    if (!pages) return context.skip('no Chromium was found');
    const [ana, chloe] = [await pages.pageOf(people[0].id), await pages.pageOf(people[2].id)];
    await types(ana, '/ppm deploy control-room production');
    const plan = message(chloe, /Approval needed/);
    await plan.getByRole('button', { name: 'Approve' }).waitFor({ timeout: minutes });
    await chloe.screenshot({ path: `${screenshots}/deploy-1-plan.png` });
    await approves(chloe, plan, 'control-room/production');
    await message(ana, /Running:/).waitFor({ timeout: minutes });
    await ana.screenshot({ path: `${screenshots}/deploy-2-running.png` });
    const done = message(ana, /It is what runs/);
    await done.getByRole('button', { name: 'Undo' }).waitFor({ timeout: minutes });
    await ana.screenshot({ path: `${screenshots}/deploy-3-done.png` });
    expect(pages.company.github.dispatches()).toBe(1);
  },
  4 * minutes,
);

test(
  'a database backed up, proved, and restored',
  async (context) => {
    if (!pages) return context.skip('no Chromium was found');
    const { company } = pages;
    const [ana, chloe] = [await pages.pageOf(people[0].id), await pages.pageOf(people[2].id)];
    await types(ana, '/ppm backup now');
    const made = message(ana, /Verify it/);
    await made.waitFor({ timeout: minutes });
    await ana.screenshot({ path: `${screenshots}/backup-1-made.png` });
    await made.getByRole('button', { name: 'Verify it' }).click();
    await message(ana, /Done: Verify notion_bot/).waitFor({ timeout: minutes });
    await types(ana, '/ppm backups');
    const list = message(ana, /Only visible to you/);
    await list.waitFor({ timeout: minutes });
    await ana.screenshot({ path: `${screenshots}/backup-2-list.png` });

    const [first] = company.mongo.documents('notion_bot.tasks');
    company.mongo.update('notion_bot.tasks', first?.['_id'], null);
    const before = company.mongo.documents('notion_bot.tasks').length;
    await types(ana, '/ppm backup restore');
    const form = ana.getByRole('dialog', { name: 'Backup restore' });
    await form
      .getByRole('textbox')
      .first()
      .fill(await backupName(pages));
    await form.getByRole('button', { name: 'Continue' }).click();
    const plan = message(chloe, /Approval needed/);
    await plan.getByRole('button', { name: 'Approve' }).waitFor({ timeout: minutes });
    await chloe.screenshot({ path: `${screenshots}/backup-3-plan.png` });
    await approves(chloe, plan, 'notion_bot');
    await message(ana, /Restore/)
      .getByRole('button', { name: 'Undo' })
      .waitFor({ timeout: 2 * minutes });
    await ana.screenshot({ path: `${screenshots}/backup-4-done.png` });
    expect(company.mongo.documents('notion_bot.tasks')).toHaveLength(before + 1);
  },
  6 * minutes,
);

async function backupName({ company }: Pages): Promise<string> {
  const { readdir } = await import('node:fs/promises');
  const names = await readdir(`${company.dataDir}/mongo-backups`, { recursive: true });
  const manifest = names.find((name) => name.endsWith('.json')) ?? '';
  return manifest.replace(/^.*\//, '').replace(/\.json$/, '');
}

test.each([
  ['jobs', /\d+ jobs/],
  ['job runs silver_transformations', /newest run/],
  ['deploy status', /Control Room|control-room/],
  ['webhooks', /webhook/i],
  ['quality', /open issue/],
  ['capacity', /Delta table/],
  ['cleanup preview', /would delete/],
  ['mongo status', /notion_bot/],
  ['mongo indexes', /index/i],
  ['mongo slow', /slow|profiler/i],
  ['service status oberaconnect', /is running/],
  ['service logs notion-bot-api', /lines of/],
])(
  '%s',
  async (words, headline) => {
    if (!pages) return;
    const eve = await pages.pageOf(people[4].id);
    await types(eve, `/ppm ${words}`);
    const mine = eve.getByRole('article').filter({ hasText: 'Only visible to you' });
    await mine.filter({ hasText: headline }).last().waitFor({ timeout: minutes });
    await eve.screenshot({ path: `${screenshots}/${words.replaceAll(' ', '-')}.png` });
    expect(await mine.filter({ hasText: headline }).count()).toBeGreaterThan(0);
  },
  2 * minutes,
);

test.each([
  ['service restart oberaconnect', /Restart OberaConnect/, null],
  ['service stop wittwizz', /Stop Wittwizz/, 'wittwizz'],
  ['service clean oberaconnect', /Clean up/, null],
  ['cleanup', /Delete \d+ old rows/, 'cleanup'],
  ['job chain pipeline', /pipeline|notion_sync_bronze/, null],
])(
  '%s, planned, approved, done',
  async (words, headline, target) => {
    if (!pages) return;
    const [ana, chloe] = [await pages.pageOf(people[0].id), await pages.pageOf(people[2].id)];
    await types(ana, `/ppm ${words}`);
    const plan = chloe
      .getByRole('article')
      .filter({ hasText: headline })
      .filter({ hasText: 'Approval needed' })
      .last();
    await plan.getByRole('button', { name: 'Approve' }).waitFor({ timeout: minutes });
    const name = words.replaceAll(' ', '-');
    await chloe.screenshot({ path: `${screenshots}/${name}-plan.png` });
    await approves(chloe, plan, target ?? undefined);
    const done = ana
      .getByRole('article')
      .filter({ hasText: headline })
      .filter({ hasText: /Succeeded|Done/ })
      .last();
    await done.waitFor({ timeout: 2 * minutes });
    await ana.screenshot({ path: `${screenshots}/${name}-done.png` });
    expect(await done.count()).toBe(1);
  },
  4 * minutes,
);
