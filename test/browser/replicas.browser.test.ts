// Three replicas of the bot, driven on the page while one is killed every ten seconds, on the page as well: what people begin
// goes on, and at the end every card is right and there once.
import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channels, people } from '../../sandbox/company.js';
import { until } from '../../sandbox/until.js';
import { approves, message, openPages, types, type Pages } from './pages.js';

const table = 'main.silver.projects';
const screenshots = 'test-results/replicas';
const minutes = 60_000;
const killEvery = 10_000;
let pages: Pages | null;

beforeAll(async () => {
  pages = await openPages({ screenshots, height: 1200, replicas: 3 });
}, 2 * minutes);
afterAll(() => pages?.close());

/**
 * Does it, and again when what should follow has not come: a request that a dying replica had not stored is lost, and Slack
 * says so to whoever made it.
 */
async function untilSeen(wanted: Locator, act: () => Promise<unknown>): Promise<void> {
  await until(
    `it is there: ${String(wanted)}`,
    async () => {
      await act().catch(() => undefined);
      return wanted.waitFor({ timeout: 15_000 }).then(
        () => true,
        () => false,
      );
    },
    4 * minutes,
  );
}

/** Ben approves what waits for it; when it is his approval that counts, nobody is asked any more. */
async function untilApproved(ben: Page): Promise<void> {
  const asked = ben.getByRole('article').getByRole('button', { name: 'Approve' });
  await asked.first().waitFor({ timeout: minutes });
  await until(
    'it is approved',
    async () => {
      // A form whose answer was lost stays open.
      await ben.keyboard.press('Escape');
      await approves(ben, message(ben, 'Approval needed'), table).catch(() => undefined);
      return asked
        .first()
        .waitFor({ state: 'hidden', timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
    },
    4 * minutes,
  );
}

interface Killing {
  killed: number;
  stop(): Promise<void>;
}

/** Kills one every ten seconds with its button and starts it again with the next. */
async function startKilling(page: Page): Promise<Killing> {
  await page.getByRole('button', { name: 'Inspector' }).click();
  await page.getByRole('tab', { name: 'Platform' }).click();
  await page.getByText('3 of 3 ready').waitFor({ timeout: minutes });
  await page.screenshot({ path: `${screenshots}/1-replicas.png` });
  const over = new AbortController();
  const killing = { killed: 0, stop };
  const running = (async () => {
    while (!over.signal.aborted) {
      const name = `ppm-${(killing.killed % 3) + 1}`;
      const next = performance.now() + killEvery;
      await page.getByRole('button', { name: `Kill ${name}` }).click();
      killing.killed += 1;
      await page.getByRole('button', { name: `Start ${name}` }).click();
      await page.getByText('3 of 3 ready').waitFor({ timeout: minutes });
      // On a busy machine a start takes long; there is always a moment in which all are there.
      const left = Math.max(3_000, next - performance.now());
      await pause(left, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  async function stop(): Promise<void> {
    over.abort();
    await running;
    await page.getByText('3 of 3 ready').waitFor({ timeout: minutes });
    await page.screenshot({ path: `${screenshots}/6-all-there-again.png` });
  }
  return killing;
}

/** Cards in the channel, as Slack has them. */
function cardTexts(): string[] {
  return (pages?.company.slack.messages(channels[0].id) ?? [])
    .filter(({ metadata, threadTs }) => metadata?.event_type === 'ppm_card' && !threadTs)
    .map(({ text }) => text);
}

function restoredTo(): string[] {
  const known = pages?.company.warehouse.tables().find((one) => one.fullName.join('.') === table);
  return (known?.versions ?? [])
    .filter(({ operation }) => operation === 'RESTORE')
    .map(({ operation }) => operation);
}

test(
  'diagnosed, restored, taken back, an alert acknowledged, while one of three is killed every ten seconds',
  async (context) => {
    if (!pages) return context.skip('no Chromium was found');
    const { company } = pages;
    const [ana, ben, operator] = [
      await pages.pageOf(people[0].id),
      await pages.pageOf(people[1].id),
      await pages.pageOf(people[3].id),
    ];
    for (const page of [ana, ben]) page.setDefaultTimeout(10_000);
    const killing = await startKilling(operator);
    try {
      await untilSeen(message(ana, 'Looked at:'), () => types(ana, '/ppm diagnose databricks'));
      const restore = message(ana, 'Restore to version 13');
      await untilSeen(restore, () => types(ana, `/ppm table history ${table}`));
      await ana.screenshot({ path: `${screenshots}/2-history.png` });

      const plan = message(ana, 'Approval needed');
      await untilSeen(plan, () =>
        restore.getByRole('button', { name: 'Restore to version 13' }).click(),
      );
      const done = message(ana, 'The newest version is this restore');
      await untilApproved(ben);
      await done.getByRole('button', { name: 'Undo' }).waitFor({ timeout: 4 * minutes });
      await ana.screenshot({ path: `${screenshots}/3-verified.png` });

      await untilSeen(message(ana, 'Approval needed'), async () => {
        await done.getByRole('button', { name: 'Undo' }).click();
        await ana.getByRole('alertdialog').getByRole('button').last().click();
      });
      await untilApproved(ben);
      await message(ana, 'Taken back by').waitFor({ timeout: 4 * minutes });
      await ana.screenshot({ path: `${screenshots}/4-undone.png` });

      company.alerts.fire({
        labels: { alertname: 'HostLost', system: 'wittwizz', severity: 'warning' },
        annotations: { summary: 'node-7 does not answer' },
      });
      const alert = message(ben, 'node-7 does not answer');
      await alert.getByRole('button', { name: 'Acknowledge' }).waitFor({ timeout: minutes });
      await untilSeen(message(ben, /Acknowledged/), () =>
        alert.getByRole('button', { name: 'Acknowledge' }).click(),
      );
      await ben.screenshot({ path: `${screenshots}/5-acknowledged.png` });
      // On a quiet machine the story is quicker than three kills.
      await until('each was killed', () => killing.killed > 2, minutes);
    } finally {
      await killing.stop();
    }
    expect(killing.killed).toBeGreaterThan(2);
    expect(restoredTo()).toHaveLength(2);
    const named = cardTexts().flatMap((text) => /\b[RG]-[0-9A-Z]{6}/.exec(text)?.[0] ?? []);
    expect(named.length).toBeGreaterThan(2);
    expect(new Set(named).size).toBe(named.length);
    await untilSeen(message(ana, 'is whole'), () => types(ana, '/ppm audit verify'));
    await until('nobody waits for the bot', () => company.alerts.pending() === 0);
  },
  20 * minutes,
);
