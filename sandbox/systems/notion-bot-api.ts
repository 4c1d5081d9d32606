// The pretend Notion Bot API, as far as syncs go (runbook notion-bot-api, "Tasks Not Syncing with Notion"): it brings its
// records in MongoDB to what their Notion pages say.
//
//   POST /tasks/sync         all of them
//   POST /tasks/{id}/sync    one, by the record's id or its page's
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { SyncFaultFile } from './faults.js';
import { NotionRefused, taskReader, type TaskReader } from './notion-tasks.js';
import type { TaskStore } from './task-store.js';

export interface NotionBotApi {
  /** `http://127.0.0.1:…` */
  url: string;
  close(): Promise<void>;
}

export interface NotionBotApiOptions {
  notionUrl: string;
  notionToken: string;
  store: TaskStore;
  faults: Pick<SyncFaultFile, 'take'>;
}

interface Answer {
  status: number;
  body: object;
}

export async function startNotionBotApi(options: NotionBotApiOptions): Promise<NotionBotApi> {
  const notion = taskReader(options);
  const server = createServer((request, response) => {
    request.resume();
    const route = `${request.method} ${request.url}`;
    void answerTo(route, notion, options).then((answer) => answer && send(response, answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await options.store.close();
    },
  };
}

/** Null: no answer at all, until whoever asked gives up. */
async function answerTo(
  route: string,
  notion: TaskReader,
  { store, faults }: NotionBotApiOptions,
): Promise<Answer | null> {
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

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
