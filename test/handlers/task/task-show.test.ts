// `task show` with the real driver over the pretended MongoDB, and pages as Notion gives them.
import { ObjectId } from 'mongodb';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import type { Report } from '../../../src/core/report.js';
import { taskShow } from '../../../src/handlers/task/task-show.js';
import { connectTaskRecords } from '../../../src/services/mongodb/connect-task-records.js';
import type { TaskRecords } from '../../../src/services/mongodb/task-records.js';
import type { NotionPage } from '../../../src/services/notion/notion.js';
import { contextWith, unusedNotion } from '../../support/context.js';

const database = '31d9a7c4-e652-80b8-8f13-a70d46e9c52b';
const pageId = '31d9a7c4-f700-8000-9000-000000000007';
const recordId = '66f0c1d20000000000000007';

const systems = {
  'finance-ppm': systemSchema.parse({ title: 'Finance' }),
  'notion-bot-api': systemSchema.parse({
    title: 'Notion Bot API',
    sync: { kind: 'http', url: 'http://localhost:8000/tasks/sync' },
    databases: {
      tasks: { title: 'Tasks', id: database },
      other: { title: 'Other', id: database.replace(/^3/, '4') },
    },
    tasks: {
      database: 'notion_bot',
      collection: 'tasks',
      notion: 'tasks',
      fields: {
        title: 'Name',
        'owner.name': 'Assignee',
        tags: 'Tags',
        due_date: 'Due date',
        hours: 'Hours',
        done: 'Done',
      },
    },
  }),
};

const record = {
  _id: new ObjectId(recordId),
  title: 'Renew certificate',
  owner: { name: 'Ana Torres' },
  tags: ['b', 'a'],
  due_date: new Date('2026-02-01T00:00:00Z'),
  hours: 3,
  notion_page_id: pageId,
};

const properties: NotionPage['properties'] = {
  Name: { id: 'title', type: 'title', title: [{ plain_text: 'Renew certificate' }] },
  Assignee: { id: 'a', type: 'rich_text', rich_text: [{ plain_text: 'Ana Torres' }] },
  Tags: { id: 'b', type: 'multi_select', multi_select: [{ name: 'a' }, { name: 'b' }] },
  'Due date': { id: 'c', type: 'date', date: { start: '2026-02-01', end: null } },
  Hours: { id: 'd', type: 'number', number: 3 },
  Done: { id: 'e', type: 'checkbox', checkbox: false },
};

const page: NotionPage = {
  id: pageId,
  databaseId: database,
  dataSourceId: null,
  createdAt: 0,
  editedAt: Date.UTC(2026, 0, 10, 12),
  inTrash: false,
  url: 'https://www.notion.so/renew',
  properties,
};

let mongo: MongoSimulator;
let records: TaskRecords;
beforeEach(async () => {
  mongo = await startMongo({ documents: { 'notion_bot.tasks': [record] } });
  records = connectTaskRecords(mongo.uri, pino({ level: 'silent' }), 1_000);
});
afterEach(async () => {
  await records.close();
  await mongo.close();
});

const gone = new Problem('not_found', 'There is no such page, or it is not shared.', '');

function show(
  given: NotionPage | Problem = page,
  { input = { id: recordId }, known = systems }: { input?: object; known?: typeof systems } = {},
): Promise<Report> {
  const notion = {
    ...unusedNotion,
    page: async (): Promise<NotionPage> => {
      if (given instanceof Problem) throw given;
      return given;
    },
  };
  return taskShow.read(
    input,
    contextWith({
      systems: known,
      taskRecords: records,
      notion: {
        people: notion,
        background: unusedNotion,
        budget: () => ({ perMinute: 180, left: 180, closedUntil: null }),
        configured: true,
      },
    }),
  );
}
const without = (...names: string[]): NotionPage['properties'] =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

it('a task that is the same', async () => {
  const report = await show();
  expect(report).toMatchObject({
    status: 'good',
    headline: `Task ${recordId} is the same in MongoDB and Notion`,
    findings: [],
  });
  expect(report.tables?.[0]?.rows).toEqual([
    ['title (Name)', 'Renew certificate', 'Renew certificate', 'yes'],
    ['owner.name (Assignee)', 'Ana Torres', 'Ana Torres', 'yes'],
    ['tags (Tags)', 'b, a', 'a, b', 'yes'],
    ['due_date (Due date)', '2026-02-01T00:00:00.000Z', '2026-02-01', 'yes'],
    ['hours (Hours)', '3', '3', 'yes'],
    ['done (Done)', '', 'no', 'yes'],
  ]);
});

it('is found by its page too', async () => {
  expect((await show(page, { input: { id: pageId } })).status).toBe('good');
});

it('what differs, and the sync that mends it', async () => {
  mongo.update('notion_bot.tasks', record._id, { title: 'Old', hours: 4, due_date: null });
  const report = await show();
  expect(report).toMatchObject({ status: 'warning', headline: expect.stringContaining('3 of 6') });
  expect(report.findings).toEqual([
    {
      severity: 'warning',
      title: 'title, due_date, hours differ',
      evidence:
        'title: Old in MongoDB, Renew certificate in Notion; due_date: nothing in MongoDB, 2026-02-01 in Notion; hours: 4 in MongoDB, 3 in Notion',
      cause: 'A sync of this task was lost.',
      fix: 'Sync the page.',
      suggestion: {
        label: 'Sync this page',
        operation: 'sync',
        input: { system: 'notion-bot-api', page: pageId },
      },
    },
  ]);
});

describe('what the runbook knows', () => {
  it('never synced', async () => {
    mongo.update('notion_bot.tasks', record._id, { notion_page_id: null });
    const report = await show(gone);
    expect(report.status).toBe('bad');
    expect(report.findings).toMatchObject([
      {
        title: expect.stringContaining('never synced'),
        cause: expect.stringContaining('not shared'),
        suggestion: { operation: 'notion.access' },
      },
    ]);
  });

  it('no id at all', async () => {
    mongo.update('notion_bot.tasks', record._id, { notion_page_id: 'pending' });
    expect((await show(gone)).findings?.[0]?.evidence).toBe('notion_page_id is "pending".');
  });

  it('the page is gone or not shared', async () => {
    const report = await show(gone);
    expect(report.findings).toMatchObject([
      { title: expect.stringContaining('gone'), evidence: gone.message },
    ]);
    expect(report.tables?.[0]?.rows[0]).toEqual(['title (Name)', 'Renew certificate', '', '']);
  });

  it('the page is in the trash', async () => {
    mongo.update('notion_bot.tasks', record._id, { title: 'Old' });
    const report = await show({ ...page, inTrash: true });
    expect(report.findings).toMatchObject([
      { suggestion: { operation: 'notion.page.restore', input: { pages: pageId } } },
      { title: 'title differs' },
    ]);
    expect(report.findings?.[1]?.suggestion).toBeUndefined();
  });

  it.each([
    ['in another database of ours', database.replace(/^3/, '4'), 'It is in notion-bot-api/other.'],
    ['elsewhere', '00000000-0000-4000-8000-000000000001', 'Its database is 00000000'],
  ])('the page is %s', async (_where, databaseId, evidence) => {
    const report = await show({ ...page, databaseId });
    expect(report.findings).toMatchObject([{ evidence: expect.stringContaining(evidence) }]);
  });

  it('the schema does not fit', async () => {
    const report = await show({ ...page, properties: without('Tags', 'Hours') });
    expect(report.findings).toMatchObject([
      {
        severity: 'bad',
        title: 'The page has no property Tags, Hours',
        suggestion: {
          operation: 'notion.schema',
          input: { database: 'notion-bot-api/tasks' },
        },
      },
    ]);
  });

  it('a page without a record', async () => {
    mongo.update('notion_bot.tasks', record._id, null);
    expect(await show(page, { input: { id: pageId } })).toMatchObject({
      status: 'bad',
      findings: [{ title: 'The page has no record', suggestion: { input: { page: pageId } } }],
    });
  });

  it('nothing of the kind', async () => {
    expect(await show(gone, { input: { id: 'task-99' } })).toMatchObject({
      headline: 'There is no task task-99 in MongoDB',
      findings: [{ title: 'No record has this id' }],
    });
  });
});

it('when Notion refuses altogether, that is the answer', async () => {
  const refused = new Problem('outside_refused', 'The token was refused.', '');
  await expect(show(refused)).rejects.toBe(refused);
});

it.each([
  ['a system without tasks', { id: 'x', system: 'finance-ppm' }, 'invalid_input'],
  ['a system that is none', { id: 'x', system: 'nope' }, 'invalid_input'],
])('%s', async (_what, input, code) => {
  await expect(show(page, { input })).rejects.toMatchObject({ code, field: 'system' });
});

it('where no system has tasks', async () => {
  const known = { ...systems, 'notion-bot-api': systems['finance-ppm'] };
  await expect(show(page, { known })).rejects.toMatchObject({ code: 'not_possible' });
});
