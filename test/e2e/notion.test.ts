// The questions of the family Notion from the slash command down, and what mends a schema and duplicates.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notionDatabases, notionPageId } from '../../sandbox/company.js';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import {
  asks,
  cardAfter,
  carriesOut,
  openStage,
  reads,
  says,
  shown,
  takesBack,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
});
afterAll(() => stage?.close());

const pagesOf = (database: { id: string }) =>
  stage.notion.pages(database.id).filter(({ inTrash }) => !inTrash);

describe('what is asked', () => {
  test.each([
    ['notion access', 'development-log', 'not shared'],
    ['notion schema oberaconnect/customer-status', 'Open tickets', 'number'],
    ['notion duplicates customer-status', 'Faro Dental', 'Archive'],
    ['notion stale wittwizz/tasks', 'In Progress', ''],
    ['notion velocity', 'a day', 'benchmark'],
    ['notion performance', 'ms', 'rows'],
    ['diagnose notion', 'duplicates', 'not shared'],
  ])('%s', async (words, one, other) => {
    const answer = shown(await asks(stage, stage.ana, `/ppm ${words}`));
    expect(answer).toContain(one);
    expect(answer.toLowerCase()).toContain(other.toLowerCase());
  });

  test('task show: record and page side by side, what differs, and the sync that mends it', async () => {
    let answer: ClientMessage | undefined;
    for (let number = 0; number < 30 && !answer; number += 1) {
      const id = notionPageId(notionDatabases.botTasks, number);
      const told = await asks(stage, stage.ana, `/ppm task show ${id}`);
      if (buttonsOf(told).length > 0) answer = told;
    }
    if (!answer) throw new Error('no task differs');
    const [mend = ''] = buttonsOf(answer);
    const card = await cardAfter(stage.ana, mend, () => stage.ana.clicks(answer, mend));
    expect(shown(await says(stage.ana, card, /has succeeded/, 20_000))).toContain('2xx');
  });

  test.each([
    ['notion schema nothing', 'There is no database'],
    ['notion page status nonsense Done', 'is no id or address'],
    ['task show nonsense', ''],
  ])('%s is refused', async (words, told) => {
    expect(await reads(stage, stage.ana, `/ppm ${words}`)).toContain(told);
  });
});

describe('what is changed, with an approval', () => {
  test('schema --fix adds what is missing', async () => {
    await carriesOut(stage, 'notion schema customer-status --fix');
    expect(await reads(stage, stage.ana, '/ppm notion schema customer-status')).not.toMatch(
      /missing/i,
    );
  });

  test('duplicates --archive keeps the newest, and its undo brings the others back', async () => {
    const before = pagesOf(notionDatabases.customerStatus).length;
    const card = await carriesOut(stage, 'notion duplicates customer-status --archive');
    expect(pagesOf(notionDatabases.customerStatus).length).toBeLessThan(before);
    await takesBack(stage, card);
    expect(pagesOf(notionDatabases.customerStatus)).toHaveLength(before);
  });
});
