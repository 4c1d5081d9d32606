import { createServer, type Server } from 'node:net';
import { Decimal128, Int32, Long, ObjectId } from 'mongodb';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { Problem } from '../../../src/core/problem.js';
import { connectTaskRecords } from '../../../src/services/mongodb/connect-task-records.js';
import type { TaskRecords } from '../../../src/services/mongodb/task-records.js';

const where = { database: 'notion_bot', collection: 'tasks', pageIdField: 'notion_page_id' };
const pageId = '31d9a7c4-f700-8000-9000-000000000007';
const recordId = '66f0c1d20000000000000007';

let mongo: MongoSimulator;
let records: TaskRecords;
const said: string[] = [];
const log = pino({}, { write: (line: string) => said.push(line) });

beforeEach(async () => {
  said.length = 0;
  mongo = await startMongo({
    documents: {
      'notion_bot.tasks': [
        {
          _id: new ObjectId(recordId),
          title: 'Renew certificate',
          due_date: new Date('2026-02-01T00:00:00Z'),
          count: Long.fromString('9007199254740993'),
          tries: new Int32(3),
          cost: Decimal128.fromString('12.50'),
          owner: { id: new ObjectId('66f0c1d20000000000000001'), tags: ['a', null] },
          notion_page_id: pageId,
        },
        { _id: 'task-8', notion_page_id: '31d9a7c4f7008000900000000000000a' },
        { _id: 9, notion_page_id: null },
      ],
    },
  });
  records = connectTaskRecords(mongo.uri, log, 1_000);
});

afterEach(async () => {
  await records.close();
  await mongo.close();
});

it.each([
  ['its ObjectId', recordId, recordId],
  ['its ObjectId in capitals', recordId.toUpperCase(), recordId],
  ['its text', ' task-8 ', 'task-8'],
  ['its number', '9', '9'],
  ['its page with dashes', pageId, recordId],
  ['its page without dashes', pageId.replaceAll('-', ''), recordId],
  ['a page that is kept without dashes', '31d9a7c4-f700-8000-9000-00000000000a', 'task-8'],
  [
    "its page's address",
    `https://www.notion.so/Renew-${pageId.replaceAll('-', '')}?pvs=4`,
    recordId,
  ],
])('finds a record by %s', async (_what, id, found) => {
  expect((await records.find(where, id))?.id).toBe(found);
});

it('finds nothing where there is nothing', async () => {
  expect(await records.find(where, 'task-99')).toBeNull();
  expect(await records.find({ ...where, collection: 'other' }, 'task-8')).toBeNull();
});

it('gives its fields as JSON', async () => {
  expect((await records.find(where, recordId))?.fields).toEqual({
    title: 'Renew certificate',
    due_date: '2026-02-01T00:00:00.000Z',
    count: '9007199254740993',
    tries: 3,
    cost: '12.50',
    owner: { id: '66f0c1d20000000000000001', tags: ['a', null] },
    notion_page_id: pageId,
  });
});

describe('is refused in words, without the address', () => {
  const refusal = async (uri: string | undefined, signal?: AbortSignal): Promise<unknown> => {
    const other = connectTaskRecords(uri, log, 300);
    const problem: unknown = await other.find(where, recordId, signal).then(
      () => 'answered',
      (error: unknown) => error,
    );
    await other.close();
    if (!(problem instanceof Problem)) return problem;
    const told = JSON.stringify(problem.toRecord()) + said.join('');
    expect(told).not.toMatch(/hunter2|ana:|127\.0\.0\.1/);
    return problem.code;
  };

  it('without one', async () => {
    expect(await refusal(undefined)).toBe('not_possible');
  });

  it('where it is none', async () => {
    expect(await refusal('mongodb://ana:hunter2@:bad:/x')).toBe('not_possible');
  });

  it('for a user that is not let in', async () => {
    expect(await refusal(mongo.uri.replace('//', '//ana:hunter2@'))).toBe('outside_refused');
  });

  it('where nobody listens', async () => {
    expect(await refusal('mongodb://127.0.0.1:1')).toBe('outside_unavailable');
  });

  it('where what listens cuts the line', async () => {
    const server: Server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await refusal(`mongodb://127.0.0.1:${port}`)).toBe('outside_unavailable');
    server.close();
  });

  it('when it is cancelled', async () => {
    expect(await refusal(mongo.uri, AbortSignal.abort())).toBe('cancelled');
  });
});

it('is there again when the server is', async () => {
  const port = Number(new URL(mongo.uri).port);
  expect(await records.find(where, 'task-8')).not.toBeNull();
  await mongo.close();
  await expect(records.find(where, 'task-8')).rejects.toMatchObject({
    code: 'outside_unavailable',
  });
  mongo = await startMongo({ documents: { 'notion_bot.tasks': [{ _id: 'task-8' }] }, port });
  expect(await records.find(where, 'task-8')).not.toBeNull();
});
