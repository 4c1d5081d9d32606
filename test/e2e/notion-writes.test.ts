// Pages and databases of Notion written from the slash command down: by a form, by words, from a backup; and taken back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notionDatabases } from '../../sandbox/company.js';
import type { StateValues } from '../../sandbox/slack/protocol.js';
import {
  approves,
  cardAfter,
  carriesOut,
  formAfter,
  isApproved,
  openStage,
  plans,
  says,
  takesBack,
  targetOf,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
});
afterAll(() => stage?.close());

const pagesOf = (database: { id: string }) =>
  stage.notion.pages(database.id).filter(({ inTrash }) => !inTrash);

const wittwizz = 'wittwizz/tasks';
const text = (value: string): StateValues[string][string] => ({ type: 'plain_text_input', value });

describe('what is changed, with an approval', () => {
  test('page create, by a form made from the schema', async () => {
    const form = await formAfter(stage.ana, 'Notion page create', () =>
      stage.ana.types(`/ppm notion page create ${wittwizz}`),
    );
    const name = form.blocks.find(
      (block) => block.type === 'input' && JSON.stringify(block['label']).includes('"Name"'),
    );
    const element: unknown = name?.['element'];
    const actionId =
      typeof element === 'object' && element !== null && 'action_id' in element
        ? String(element.action_id)
        : '';
    const values = { [String(name?.['block_id'])]: { [actionId]: text('Manual recovery task') } };
    const card = await cardAfter(stage.ana, 'the form', () => stage.ana.submits(form, values));
    const made = await isApproved(stage, card);
    const titles = (): string => JSON.stringify(pagesOf(notionDatabases.wittwizzTasks));
    expect(titles()).toContain('Manual recovery task');
    await takesBack(stage, made);
    expect(titles()).not.toContain('Manual recovery task');
  });

  test('page update and page status, and back again', async () => {
    const [page] = pagesOf(notionDatabases.wittwizzTasks);
    const values = (): string =>
      JSON.stringify(pagesOf(notionDatabases.wittwizzTasks).find(({ id }) => id === page?.id));
    const before = values();
    const updated = await carriesOut(
      stage,
      `notion page update ${page?.id} Notes=Updated by hand; Priority=High`,
    );
    expect(values()).toContain('Updated by hand');
    await takesBack(stage, updated);
    expect(values()).not.toContain('Updated by hand');
    const moved = await carriesOut(stage, `notion page status ${page?.id} blocked`);
    expect(values()).toContain('"Blocked"');
    await takesBack(stage, moved);
    expect(JSON.parse(values()).properties.Status).toEqual(JSON.parse(before).properties.Status);
  });

  test('backup, a mishap, restore', async () => {
    const card = await plans(stage.ana, `/ppm notion backup ${wittwizz}`);
    await says(stage.ana, card, /has succeeded/, 60_000);
    const [page] = pagesOf(notionDatabases.wittwizzTasks);
    const name = (): string =>
      JSON.stringify(
        pagesOf(notionDatabases.wittwizzTasks).find(({ id }) => id === page?.id)?.properties[
          'Name'
        ],
      );
    const before = name();
    stage.notion.editPage(page?.id ?? '', { Name: 'Overwritten' });
    const at = new Date().toISOString();
    const plan = await plans(stage.ana, `/ppm notion restore ${wittwizz} --date ${at}`);
    await approves(stage.ben, plan, targetOf(plan));
    await says(stage.ana, plan, /has succeeded/, 60_000);
    expect(name()).toBe(before);
  });

  test('recreate makes a new database beside the old one', async () => {
    const plan = await plans(stage.ana, `/ppm notion recreate ${wittwizz}`);
    await approves(stage.ben, plan, targetOf(plan));
    await says(stage.ana, plan, /has succeeded/, 90_000);
    const made = stage.notion.databases().find(({ title }) => title.includes('(new'));
    expect(made?.pages).toBe(pagesOf(notionDatabases.wittwizzTasks).length);
  }, 120_000);
});
