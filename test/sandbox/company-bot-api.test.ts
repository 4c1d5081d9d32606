// The pretend Notion Bot API: it mends its records in MongoDB from Notion, as the bot asks it to.
import { MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config-file.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { botTasks } from '../../sandbox/systems/bot-tasks.js';

const [seventh, sixteenth] = botTasks(Date.now()).filter(
  ({ inNotion, inMongo }) => JSON.stringify(inNotion) !== JSON.stringify(inMongo),
);
if (!seventh || !sixteenth) throw new Error('no task differs');

let company: PretendCompany;
let mongo: MongoClient;
let sync: { url: string; page: string };

beforeAll(async () => {
  company = await openCompany({ warehouse: { seed: async () => {} } });
  mongo = new MongoClient(company.mongo.uri);
  const { config } = loadConfig(company.botOptions.configPath ?? '');
  const configured = config.systems['notion-bot-api']?.sync;
  if (configured?.kind !== 'http') throw new Error('it is not synced by a call');
  sync = { url: configured.url, page: configured.page ?? '' };
});
afterAll(async () => {
  await mongo.close();
  await company.close();
});

const statusOf = async (recordId: string): Promise<unknown> => {
  const record = await mongo
    .db('notion_bot')
    .collection('tasks')
    .findOne({ _id: new ObjectId(recordId) });
  return record?.['status'];
};

async function post(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, { method: 'POST' });
  return { status: response.status, body: await response.json() };
}
const one = (id: string): string => sync.page.replace('{page}', id);

it('mends one record, by its own id or by its page', async () => {
  const { recordId, pageId, inNotion, inMongo } = seventh;
  expect(await statusOf(recordId)).toBe(inMongo.status);
  expect(await post(one(pageId))).toEqual({ status: 200, body: { synced: 1, changed: 1 } });
  expect(await statusOf(recordId)).toBe(inNotion.status);
  expect(await post(one(recordId))).toEqual({ status: 200, body: { synced: 1, changed: 0 } });
});

it('mends all of them', async () => {
  expect(await statusOf(sixteenth.recordId)).toBe(sixteenth.inMongo.status);
  expect(await post(sync.url)).toEqual({ status: 200, body: { synced: 36, changed: 2 } });
  expect(await statusOf(sixteenth.recordId)).toBe(sixteenth.inNotion.status);
});

it('hears of an edit in Notion', async () => {
  company.notion.editPage(seventh.pageId, { Status: 'Done' });
  expect(await post(one(seventh.pageId))).toMatchObject({ body: { changed: 1 } });
  expect(await statusOf(seventh.recordId)).toBe('Done');
});

it('says what is not there, and what does not answer', async () => {
  expect((await post(one('0'.repeat(24)))).status).toBe(404);
  expect((await post(`${sync.url}/else`)).status).toBe(404);
  company.notion.faults.set({ unauthorized: true });
  expect((await post(one(seventh.pageId))).status).toBe(502);
  company.notion.faults.set({});
  await company.syncFaults.replace({ 'notion-bot-api': { kind: 'unavailable', count: 1 } });
  expect((await post(one(seventh.pageId))).status).toBe(503);
  expect((await post(one(seventh.pageId))).status).toBe(200);
});

it('is found by the bot through a copy of its configuration', async () => {
  expect(sync.url).not.toContain('localhost:8000');
  expect(company.botOptions.configPath).toBe(`${company.dataDir}/ppm.config.yaml`);
});
