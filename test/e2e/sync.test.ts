// The family Sync from the slash command down, at the pretend company: every operation typed, its buttons clicked.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notionDatabases, notionPageId } from '../../sandbox/company.js';
import { buttonsOf, textOf } from '../../sandbox/person.js';
import type { StateValues } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  approves,
  asks,
  cardAfter,
  connected,
  formAfter,
  now,
  openStage,
  plans,
  reads,
  runOf,
  says,
  shown,
  type Stage,
} from './stage.js';

const pages = 'main.bronze.notion_raw_pages';
const watermarkTable = 'main.bronze.notion_sync_watermarks';
const page = (number: number): string => notionPageId(notionDatabases.projects, number);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
});
afterAll(() => stage?.close());

async function syncs(words: string, ending = /has succeeded/): Promise<string> {
  const card = await plans(stage.ana, `/ppm sync ${words}`);
  return shown(await says(stage.ana, card, ending, 30_000));
}

async function rows(where: string): Promise<readonly (readonly unknown[])[]> {
  return (
    await stage.warehouse.query(`SELECT page_id, title, is_deleted FROM ${pages} WHERE ${where}`)
  ).rows;
}

describe('a system that the bot syncs itself', () => {
  test('freshness finds the stale database, and its button syncs it', async () => {
    const answer = await asks(stage, stage.ana, '/ppm freshness');
    expect(shown(answer)).toContain('finance-ppm/risks is stale: 31 h');
    const card = await cardAfter(stage.ana, 'Sync risks', () =>
      stage.ana.clicks(answer, 'Sync risks'),
    );
    expect(shown(await says(stage.ana, card, /has succeeded/, 30_000))).toMatch(
      /risks: every page was synced/,
    );
    expect(await reads(stage, stage.ana, '/ppm freshness')).not.toContain('risks is stale');
  });

  test('sync: what changed in Notion is in the table', async () => {
    stage.notion.editPage(page(3), { Name: 'Edited a moment ago' });
    const text = await syncs('finance-ppm');
    expect(text).toContain('6 of 6 steps done');
    expect(await rows(`page_id = '${page(3)}'`)).toEqual([[page(3), 'Edited a moment ago', false]]);
  });

  test('sync --full is approved by somebody else, and finds what is gone', async () => {
    stage.notion.deletePage(page(3));
    const card = await plans(stage.ana, '/ppm sync finance-ppm --database projects --full');
    expect(buttonsOf(card)).toContain('Approve');
    await stage.ben.clicks(card, 'Approve');
    expect(shown(await says(stage.ana, card, /has succeeded/, 30_000))).toContain(
      'marked as deleted',
    );
    expect(await rows(`page_id = '${page(3)}'`)).toMatchObject([
      [page(3), 'Edited a moment ago', true],
    ]);
    const live = stage.notion.pages(notionDatabases.projects.id).filter(({ inTrash }) => !inTrash);
    const there = await rows(`database_id = '${notionDatabases.projects.id}' AND NOT is_deleted`);
    expect(new Set(there.map(([id]) => id))).toEqual(new Set(live.map(({ id }) => id)));
  });

  test('sync --page: one page, by its link; not one of another database', async () => {
    stage.notion.editPage(page(5), { Name: 'Only this one' });
    const link = `https://www.notion.so/Only-this-${page(5).replaceAll('-', '')}`;
    expect(await syncs(`finance-ppm --page ${link}`)).toContain('1 page read, 1 new or changed');
    expect(await rows(`page_id = '${page(5)}'`)).toEqual([[page(5), 'Only this one', false]]);
    const text = await syncs(`orchestra --page ${page(5)}`, /has failed/);
    expect(text).toContain('belongs to none of the databases of orchestra');
  });

  test('a page that fails is named, kept, and retried by the button', async () => {
    const parts = (value: unknown): number => JSON.stringify(value).split('"id"').length;
    const busy = stage.notion
      .pages(notionDatabases.projects.id)
      .filter(({ inTrash }) => !inTrash)
      .toSorted((a, b) => parts(b.properties) - parts(a.properties))[0];
    const id = busy?.id ?? '';
    stage.notion.editPage(id, { Name: 'Many tasks' });
    stage.notion.faults.set({
      slow: { match: 'none', millis: 0 },
      cut: { match: `pages/${id}/properties`, count: 100 },
    });
    const card = await plans(stage.ana, '/ppm sync finance-ppm --database projects');
    const failed = await says(stage.ana, card, /has failed/, 60_000);
    expect(shown(failed)).toContain('expected 0 failed, found 1 failed');
    stage.notion.faults.set({});
    expect(await reads(stage, stage.ana, '/ppm sync status finance-ppm')).toContain('Many tasks');
    // Five failures have opened the circuit; a new process doesn't know of them.
    await stage.bot.kill('SIGTERM');
    await stage.bot.start();
    await connected(stage);
    const retry = await cardAfter(stage.ana, 'retry', () =>
      stage.ana.clicks(failed, 'Retry failed'),
    );
    await says(stage.ana, retry, /has succeeded/, 90_000);
    expect(await rows(`page_id = '${id}'`)).toEqual([[id, 'Many tasks', false]]);
  }, 200_000);

  test('cancel stops it, and the watermark stays', async () => {
    const marks = async () =>
      (
        await stage.warehouse.query(
          `SELECT last_synced_at FROM ${watermarkTable} WHERE database_id = '${notionDatabases.tasks.id}'`,
        )
      ).rows;
    const before = await marks();
    stage.notion.faults.set({ slow: { match: 'query', millis: 1_500 } });
    const card = await plans(stage.ana, '/ppm sync finance-ppm --database tasks');
    await says(stage.ana, card, /is running/);
    await stage.ana.clicks(now(stage.ana, card), 'Cancel');
    expect(shown(await says(stage.ana, card, /was cancelled/, 20_000))).toContain('ana');
    stage.notion.faults.set({});
    expect(await marks()).toEqual(before);
  });

  test.each([
    [{ unauthorized: true }, /NOTION_API_KEY/, 'Diagnose'],
    [{ restricted: { match: 'data_sources' } }, /403|rights|may not/i, 'Diagnose'],
  ])('%j is told, with what to do', async (fault, told, button) => {
    stage.notion.faults.set(fault);
    const card = await plans(stage.ana, '/ppm sync finance-ppm --database budgets');
    const failed = await says(stage.ana, card, /has failed/, 30_000);
    expect(shown(failed)).toMatch(told);
    expect(buttonsOf(failed)).toContain(button);
    stage.notion.faults.set({});
  });

  test('a limited rate is waited out', async () => {
    stage.notion.faults.set({ rateLimited: { count: 1, retryAfterSeconds: 1 } });
    expect(await syncs('finance-ppm --database budgets')).toContain('has succeeded');
    stage.notion.faults.set({});
  });
});

describe('systems that sync themselves', () => {
  test('a command: its output is in the thread, its exit code is the result', async () => {
    const card = await plans(stage.ana, '/ppm sync oberaconnect');
    await says(stage.ana, card, /has succeeded|has failed/, 30_000);
    const output = await until('its output is in the thread', () =>
      stage.ana
        .messages()
        .find((message) => message.threadTs === card.ts && shown(message).includes('BatchResult')),
    );
    expect(shown(output)).toContain('customer-status-sync.mjs');
  });

  test('an HTTP call', async () => {
    expect(await syncs('notion-bot-api')).toContain('The call was answered with 2xx');
  });

  test('what a system has no way for is refused at once', async () => {
    expect(await reads(stage, stage.ana, '/ppm sync notion-bot-api --full')).toContain(
      'has no full',
    );
  });
});

describe('what is refused, and changes nothing', () => {
  test.each([
    ['sync finance-ppm --full --retry-failed', "--full and --retry-failed can't go together"],
    ['sync finance-ppn', 'There is no system'],
    ['sync finance-ppm --database budgetz', 'There is no database'],
    ['sync finance-ppm --page nonsense', 'is not the id of a Notion page'],
    ['sync finance-ppm --batch-delay 1000', 'batch'],
  ])('%s', async (text, told) => {
    expect(await reads(stage, stage.ana, `/ppm ${text}`)).toContain(told);
  });

  test('an outsider', async () => {
    expect(await reads(stage, stage.eve, '/ppm sync finance-ppm')).toContain('you hold no role');
  });
});

describe('pauses', () => {
  test('pause refuses syncs and says who and why; resume ends it', async () => {
    const paused = await reads(
      stage,
      stage.ben,
      '/ppm sync pause finance-ppm --for 2h --reason migration',
    );
    expect(paused).toContain('are paused until');
    expect(await reads(stage, stage.ana, '/ppm sync finance-ppm')).toContain('paused by ben');
    const status = await asks(stage, stage.ana, '/ppm sync status');
    expect(shown(status)).toContain('paused by ben');
    expect(buttonsOf(status)).toContain('Resume');
    expect(await reads(stage, stage.ana, '/ppm sync resume finance-ppm')).toContain('go on');
    expect(await reads(stage, stage.ana, '/ppm sync resume finance-ppm')).toContain('not paused');
  });
});

describe('unlock', () => {
  test('is approved, finds no stale lock, and retries what failed', async () => {
    const card = await plans(stage.ana, '/ppm sync unlock finance-ppm');
    await stage.ben.clicks(card, 'Approve');
    expect(shown(await says(stage.ana, card, /has succeeded/, 30_000))).toContain(
      'There was none.',
    );
  });
});

describe('watermarks', () => {
  test('are listed', async () => {
    expect(await reads(stage, stage.ana, '/ppm watermarks')).toContain('finance-ppm/projects');
  });

  test('reset of one is approved, and offers the full sync', async () => {
    const card = await plans(stage.ana, '/ppm watermarks reset budgets');
    await stage.ben.clicks(card, 'Approve');
    const done = await says(stage.ana, card, /has succeeded/, 20_000);
    expect(buttonsOf(done)).toContain('Sync budgets in full');
    const { rows: marks } = await stage.warehouse.query(
      `SELECT year(last_synced_at) FROM ${watermarkTable} WHERE database_id = '${notionDatabases.budgets.id}'`,
    );
    expect(marks).toEqual([[2000n]]);
    const next = await cardAfter(stage.ana, 'full', () =>
      stage.ana.clicks(done, 'Sync budgets in full'),
    );
    expect(textOf(next)).toContain('everything, read again');
    await stage.ana.clicks(next, 'Cancel').catch(() => undefined);
  });

  test('reset of all asks for the name', async () => {
    const card = await plans(stage.ana, '/ppm watermarks reset all');
    await approves(stage.ben, card, watermarkTable);
    await says(stage.ana, card, /has succeeded/, 20_000);
    expect((await stage.warehouse.query(`SELECT count(*) FROM ${watermarkTable}`)).rows).toEqual([
      [0n],
    ]);
  });
});

describe('forms', () => {
  test('a sync without a system asks for it', async () => {
    const form = await formAfter(stage.ana, 'Sync', () => stage.ana.types('/ppm sync'));
    const chosen: StateValues = {
      'field:system': {
        'field:system': {
          type: 'static_select',
          selected_option: {
            text: { type: 'plain_text', text: 'orchestra', emoji: false },
            value: 'orchestra',
          },
        },
      },
    };
    const card = await cardAfter(stage.ana, 'the form', () => stage.ana.submits(form, chosen));
    // One of its databases is not shared with the integration.
    const ended = await says(stage.ana, card, /has failed/, 30_000);
    expect(shown(ended)).toContain('1 of 3 databases could not be synced');
    expect(runOf(ended)).toMatch(/^R-/);
  });
});

test('diagnose sync says why, and offers the fix', async () => {
  const answer = await asks(stage, stage.ana, '/ppm diagnose sync orchestra');
  expect(shown(answer)).toContain('not shared with the integration');
  expect(buttonsOf(answer)).toContain('Check access');
});
