// The pretend Notion Bot API (runbook notion-bot-api, "Tasks Not Syncing with Notion"): it brings its records in MongoDB to
// what their Notion pages say, and tells how it is.
//
//   POST /tasks/sync         all of them
//   POST /tasks/{id}/sync    one, by the record's id or its page's
//   GET  /health, /metrics
import { createServer } from 'node:http';
import { openDoor, type Door } from '../door.js';
import type { SyncFaultFile } from './faults.js';
import type { BotHealth } from './notion-bot-health.js';
import { NotionRefused, taskReader, type TaskReader } from './notion-tasks.js';
import { send, type Answer } from './service.js';
import type { TaskStore } from './task-store.js';

export interface NotionBotApi extends Pick<Door, 'isOpen' | 'setOpen'> {
  /** `http://127.0.0.1:…` */
  url: string;
  close(): Promise<void>;
}

export interface NotionBotApiOptions {
  notionUrl: string;
  notionToken: string;
  store: TaskStore;
  faults: Pick<SyncFaultFile, 'take'>;
  health: Pick<BotHealth, 'health' | 'metrics'>;
}

export async function startNotionBotApi(options: NotionBotApiOptions): Promise<NotionBotApi> {
  const notion = taskReader(options);
  const server = createServer((request, response) => {
    request.resume();
    const route = `${request.method} ${request.url}`;
    void answerTo(route, notion, options).then((answer) => answer && send(response, answer));
  });
  const door = await openDoor(server);
  return {
    url: `http://127.0.0.1:${door.port}`,
    isOpen: door.isOpen,
    setOpen: door.setOpen,
    async close() {
      await door.close();
      await options.store.close();
    },
  };
}

/** Null: no answer at all, until whoever asked gives up. */
async function answerTo(
  route: string,
  notion: TaskReader,
  { store, faults, health }: NotionBotApiOptions,
): Promise<Answer | null> {
  if (route === 'GET /health') return health.health();
  if (route === 'GET /metrics') return health.metrics();
  const path = /^POST \/tasks(?:\/([0-9a-f-]{24,36}))?\/sync$/i.exec(route);
  if (!path) return { status: 404, body: { detail: 'Not Found' } };
  const fault = await faults.take('notion-bot-api');
  if (fault === 'timeout') return null;
  if (fault === 'unavailable') return { status: 503, body: { detail: 'Service Unavailable' } };
  try {
    const [, id] = path;
    return id === undefined ? await syncAll(notion, store) : await syncOne(id, notion, store);
  } catch (error) {
    if (error instanceof NotionRefused) return { status: 502, body: { detail: error.message } };
    return { status: 503, body: { detail: error instanceof Error ? error.message : 'unknown' } };
  }
}

async function syncAll(notion: TaskReader, store: TaskStore): Promise<Answer> {
  const [tasks, pages] = await Promise.all([notion.all(), store.pages()]);
  let changed = 0;
  for (const page of pages) {
    const task = tasks.get(page);
    if (task && (await store.put(page, task))) changed += 1;
  }
  return { status: 200, body: { synced: pages.length, changed } };
}

async function syncOne(id: string, notion: TaskReader, store: TaskStore): Promise<Answer> {
  const page = await store.pageOf(id);
  if (page === null) return { status: 404, body: { detail: `Task ${id} not found` } };
  const isChanged = await store.put(page, await notion.one(page));
  return { status: 200, body: { synced: 1, changed: isChanged ? 1 : 0 } };
}
