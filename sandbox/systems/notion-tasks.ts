// Reads the tasks of the pretend Notion Bot API from Notion, over its API as that service would.
import { z } from 'zod';
import { notionDatabases } from '../company.js';
import type { Task } from './bot-tasks.js';

/** Notion answered, but not with what was asked for. */
export class NotionRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Notion answered ${status}`);
    this.status = status;
  }
}

export interface TaskReader {
  /** @throws NotionRefused */
  one(pageId: string): Promise<Task>;
  /** By page id. @throws NotionRefused */
  all(): Promise<Map<string, Task>>;
}

const texts = z
  .array(z.object({ plain_text: z.string() }))
  .transform((parts) => parts.map((part) => part.plain_text).join(''));
const option = z
  .object({ name: z.string() })
  .nullable()
  .transform((chosen) => chosen?.name ?? '');

const taskProperties = z
  .object({
    Name: z.object({ title: texts }),
    Status: z.object({ status: option }),
    Priority: z.object({ select: option }),
    Assignee: z.object({ rich_text: texts }),
    'Due date': z.object({ date: z.object({ start: z.string() }).nullable() }),
  })
  .transform((found): Task => ({
    title: found.Name.title,
    status: found.Status.status,
    priority: found.Priority.select,
    assignee: found.Assignee.rich_text,
    dueDate: found['Due date'].date?.start ?? '',
  }));
const page = z.object({ id: z.string(), properties: taskProperties });
const list = z.object({ results: z.array(page), next_cursor: z.string().nullable() });

/** @param properties of its page, as the API gives them @throws ZodError when they are not those of a task */
export function taskOf(properties: unknown): Task {
  return taskProperties.parse(properties);
}

export function taskReader(options: { notionUrl: string; notionToken: string }): TaskReader {
  const headers = {
    authorization: `Bearer ${options.notionToken}`,
    'notion-version': '2025-09-03',
    'content-type': 'application/json',
  };
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${options.notionUrl}/v1/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new NotionRefused(response.status);
    return response.json();
  };
  return {
    one: async (pageId) => page.parse(await ask('GET', `pages/${pageId}`)).properties,
    async all() {
      const found = new Map<string, Task>();
      const source = notionDatabases.botTasks.dataSourceId;
      let cursor: string | null = null;
      do {
        const from: object = cursor === null ? {} : { start_cursor: cursor };
        const answer = list.parse(await ask('POST', `data_sources/${source}/query`, from));
        for (const { id, properties } of answer.results) found.set(id, properties);
        cursor = answer.next_cursor;
      } while (cursor !== null);
      return found;
    },
  };
}
