// The weekly cleanup from the slash command down: previewed, planned with counts, done, taken back; quality and capacity.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf } from '../../sandbox/person.js';
import { openCompany } from '../../sandbox/pretend-company.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import { ownConfig } from './own-config.js';
import {
  approves,
  asks,
  cardAfter,
  connected,
  openStage,
  plans,
  reads,
  says,
  shown,
  type Stage,
} from './stage.js';

const pages = 'main.bronze.notion_raw_pages';

/** A project still has it: it stays, however old. */
const isUsed = 'page_id IN (SELECT notion_page_id FROM main.silver.projects)';

let stage: Stage;
let all = 0;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
  await stage.switches.allOff();
  all = await count('true');
});
afterAll(() => stage?.close());
afterEach(() => stage.warehouse.faults.set({}));

async function count(where: string): Promise<number> {
  const { rows } = await stage.warehouse.query(`SELECT count(*) FROM ${pages} WHERE ${where}`);
  return Number(rows[0]?.[0]);
}

const sent = (what: RegExp): string[] =>
  stage.warehouse
    .statements()
    .map(({ sql }) => sql)
    .filter((sql) => what.test(sql) && !sql.includes('DRY RUN'));

/** Ana asks for it, Ben types its name. */
async function cleans(): Promise<ClientMessage> {
  const card = await plans(stage.ana, '/ppm cleanup');
  await approves(stage.ben, card, 'cleanup');
  return card;
}

/** Ana clicks Undo, Ben types the table's name. */
async function takesRowsBack(done: ClientMessage): Promise<void> {
  const undo = await cardAfter(stage.ana, 'undo', () => stage.ana.clicks(done, 'Undo'));
  await approves(stage.ben, undo, pages);
  await says(stage.ana, undo, /has succeeded/, 90_000);
}

describe('cleanup', () => {
  test('the preview counts what would go, and changes nothing', async () => {
    const preview = await asks(stage, stage.eve, '/ppm cleanup preview', 30_000);
    const old = Number(/would delete (\d+) old rows/.exec(shown(preview))?.[1]);
    expect(old).toBeGreaterThan(0);
    expect(shown(preview)).toMatch(new RegExp(String.raw`${all}\n[^]*${old}`));
    expect(shown(preview)).toMatch(/would lose \d+ of \d+ rows: more than half/);
    expect(buttonsOf(preview)).toContain('Clean up …');
    expect(sent(/^\s*(MERGE|DELETE|VACUUM)/)).toEqual([]);
  });

  test('deletes just what the plan says, makes the VACUUM, and undo brings the rows back', async () => {
    const card = await plans(stage.ana, '/ppm cleanup');
    const [, old = '', before = ''] =
      /(\d+) from before (\d{4}-\d\d-\d\d) go/.exec(shown(card)) ?? [];
    expect(shown(card)).toMatch(/There is no undo for VACUUM/);
    expect(await count('true')).toBe(all);
    const young = await count(`synced_at >= '${before}'`);
    const used = await count(`synced_at < '${before}' AND ${isUsed}`);
    expect(used).toBeGreaterThan(0);
    await approves(stage.ben, card, 'cleanup');
    const done = await says(stage.ana, card, /has succeeded/, 90_000);
    expect(await count('true')).toBe(all - Number(old));
    expect(await count(`synced_at >= '${before}'`)).toBe(young);
    expect(await count(`synced_at < '${before}'`)).toBe(used);
    expect(sent(/^\s*VACUUM/)).toHaveLength(2);
    expect(sent(/^\s*VACUUM/).join()).toMatch(/RETAIN 168 HOURS/);
    await takesRowsBack(done);
    expect(await count('true')).toBe(all);
  }, 240_000);

  test.each(['MERGE', 'VACUUM'])(
    'the reply to %s is lost: it is found out, and right',
    async (verb) => {
      const before = sent(new RegExp(String.raw`^\s*${verb}`)).length;
      stage.warehouse.faults.set({ lostReply: { match: String.raw`^\s*${verb}`, count: 1 } });
      const done = await says(stage.ana, await cleans(), /has succeeded/, 120_000);
      expect(await count('true')).toBeLessThan(all);
      expect(sent(new RegExp(String.raw`^\s*${verb}`)).length).toBeGreaterThan(before);
      await takesRowsBack(done);
      expect(await count('true')).toBe(all);
    },
    240_000,
  );

  test('kill -9 in the middle of the VACUUM: gone on with', async () => {
    const before = sent(/^\s*VACUUM/).length;
    stage.warehouse.faults.set({ slow: { match: String.raw`^\s*VACUUM`, millis: 1_500 } });
    const card = await cleans();
    await until('the VACUUM is under way', () => sent(/^\s*VACUUM/).length > before, 60_000);
    await stage.bot.kill('SIGKILL');
    stage.warehouse.faults.set({});
    await stage.bot.start();
    await connected(stage);
    await says(stage.ana, card, /has succeeded/, 120_000);
    expect(await count('true')).toBeLessThan(all);
    expect(await reads(stage, stage.david, '/ppm audit verify')).toContain('is whole');
  }, 240_000);

  test('who holds no role may look, and not clean', async () => {
    expect(await reads(stage, stage.eve, '/ppm cleanup')).toContain('you hold no role');
  });
});

test('quality: open issues by source, the worst first, each with its button', async () => {
  const quality = await asks(stage, stage.eve, '/ppm quality', 30_000);
  expect(shown(quality)).toMatch(/8 open issues: 8 from transformation/);
  expect(shown(quality)).toMatch(/main\.silver\.projects: row_count \(critical\)/);
  expect(quality.blocks.map(({ type }) => type)).toContain('data_visualization');
  expect(buttonsOf(quality)).toEqual(
    expect.arrayContaining(['History', 'Run silver_transformations']),
  );
  expect(await reads(stage, stage.eve, '/ppm quality main.silver.tasks')).not.toContain(
    'row_count',
  );
  expect(await reads(stage, stage.eve, '/ppm quality "a b"')).toMatch(/table/);
});

test('capacity: tables and jobs with charts', async () => {
  const capacity = await asks(stage, stage.eve, '/ppm capacity', 60_000);
  expect(shown(capacity)).toMatch(/\d+ Delta tables; \d+ job runs/);
  expect(shown(capacity)).toMatch(/gold_aggregations failed 3 of 12 times/);
  const charts = capacity.blocks.filter(({ type }) => type === 'data_visualization');
  expect(charts.length).toBeGreaterThanOrEqual(2);
}, 90_000);

test('files that are kept for less than a week are refused at the start, by the name of the field', async () => {
  const config = await ownConfig({ 'databricks.cleanup': { retainHours: 100 } });
  const company = await openCompany({ bot: { compiled: true, configPath: config.path } });
  try {
    await expect(company.bot.start()).rejects.toThrow(
      /databricks\.cleanup\.retainHours[^]*at least 168/,
    );
  } finally {
    await company.close();
    await config.remove();
  }
}, 60_000);
