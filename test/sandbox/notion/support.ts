// Drives the simulator as the bot will: with Notion's own client, over a socket or without one; and with bare requests where
// the client wouldn't send what is to be tried.
import { APIResponseError, Client } from '@notionhq/client';
import { z } from 'zod';
import { createNotion, type NotionSimulator } from '../../../sandbox/notion/index.js';
import type {
  DatabaseSeed,
  NotionOptions,
  PageSeed,
  PropertySeed,
} from '../../../sandbox/notion/protocol.js';

export const token = 'ntn_simulatortest000000000000';
export const minute = 60_000;
export const start = Date.UTC(2026, 0, 5, 9);
export const databaseId = 'dddddddd-0000-4000-8000-000000000001';
export const dataSourceId = 'dddddddd-0000-4000-8000-000000000002';

const hex = (n: number): string => n.toString(16).padStart(12, '0');
export const pageId = (n: number): string => `aaaaaaaa-0000-4000-8000-${hex(n)}`;
export const bare = (id: string): string => id.replaceAll('-', '');

export const plain = (type: string): PropertySeed => ({ type, [type]: {} });
export const properties: DatabaseSeed['properties'] = {
  Name: plain('title'),
  Notes: plain('rich_text'),
  Points: plain('number'),
  Done: plain('checkbox'),
  Status: { type: 'status', status: { options: [{ name: 'Open' }, { name: 'Closed' }] } },
  Kind: { type: 'select', select: { options: [{ name: 'Task' }, { name: 'Bug' }] } },
  Tags: { type: 'multi_select', multi_select: { options: [{ name: 'red' }] } },
  Due: plain('date'),
  Linked: plain('relation'),
  People: plain('people'),
  Number: { type: 'unique_id', unique_id: { prefix: 'PPM' } },
  Made: plain('created_time'),
  Changed: plain('last_edited_time'),
  Score: plain('formula'),
  Shown: plain('rollup'),
  Link: plain('url'),
};

/** A database of so many pages, one a minute from `start` on. */
export function seedOf(
  count: number,
  page: (n: number) => Partial<PageSeed> = () => ({}),
): DatabaseSeed {
  return {
    id: databaseId,
    dataSourceId,
    title: 'Projects',
    properties,
    pages: Array.from({ length: count }, (_, n) => ({
      id: pageId(n),
      createdAt: start + n * minute,
      properties: { Name: `Page ${n}` },
      ...page(n),
    })),
  };
}

export interface Bench {
  notion: NotionSimulator;
  client: Client;
  clock: { now: number };
}

/** Without a socket, and with a clock that stands still. */
export function benchOf(
  databases: readonly DatabaseSeed[],
  options: Partial<NotionOptions> = {},
): Bench {
  const clock = { now: start + 1_000 * minute };
  const notion = createNotion({
    token,
    requestsPerMinute: 0,
    now: () => clock.now,
    databases,
    ...options,
  });
  return { notion, client: clientOf(notion), clock };
}

export function clientOf(notion: NotionSimulator, auth = token): Client {
  const send = notion.url === '' ? notion.fetch : fetch;
  return new Client({
    auth,
    retry: false,
    logger: () => undefined,
    baseUrl: notion.url === '' ? 'http://notion' : notion.url,
    fetch: async (url, init) => {
      const { agent: _agent, ...given } = init ?? {};
      const response = await send(url, given);
      const { ok, status, headers: sent } = response;
      return { ok, status, headers: sent, text: () => response.text() };
    },
  });
}

export interface Bare {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export const usualHeaders = {
  authorization: `Bearer ${token}`,
  'notion-version': '2025-09-03',
  'content-type': 'application/json',
};

/** A request as it is, without the client. */
export async function bareCall(
  { fetch, url }: NotionSimulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = usualHeaders,
): Promise<Bare> {
  const send = url === '' ? fetch : globalThis.fetch;
  const response = await send(`${url === '' ? 'http://notion' : url}/v1/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const parsed = z.record(z.string(), z.unknown()).parse(await response.json());
  return { status: response.status, headers: response.headers, body: parsed };
}

/** What a call was refused with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ status: number; code: string; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof APIResponseError)
      return { status: error.status, code: error.code, message: error.message };
    throw error;
  }
  throw new Error('It was not refused.');
}

type QueryOptions = Omit<Parameters<Client['dataSources']['query']>[0], 'data_source_id'>;

export interface Row {
  id: string;
  /** What the title says. */
  name: string;
}

const rowSchema = z
  .looseObject({
    id: z.string(),
    properties: z.looseObject({
      Name: z.looseObject({ title: z.array(z.looseObject({ plain_text: z.string() })) }),
    }),
  })
  .transform(({ id, properties: { Name } }): Row => ({
    id,
    name: Name.title.map((piece) => piece.plain_text).join(''),
  }));

export interface Answer {
  rows: Row[];
  next: string | null;
  hasMore: boolean;
  incomplete: boolean;
}

export async function query(client: Client, options: QueryOptions = {}): Promise<Answer> {
  const answer = await client.dataSources.query({ data_source_id: dataSourceId, ...options });
  return {
    rows: answer.results.map((row) => rowSchema.parse(row)),
    next: answer.next_cursor,
    hasMore: answer.has_more,
    incomplete: answer.request_status?.incomplete_reason === 'query_result_limit_reached',
  };
}

export async function names(client: Client, options: QueryOptions = {}): Promise<string[]> {
  return (await query(client, options)).rows.map(({ name }) => name);
}

/** All answers of one query, one after the other. */
export async function paged(
  client: Client,
  options: QueryOptions,
  between: (answers: number) => void = () => undefined,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let cursor: string | null = null;
  do {
    const answer: Answer = await query(client, {
      ...options,
      ...(cursor === null ? {} : { start_cursor: cursor }),
    });
    answers.push(answer);
    between(answers.length);
    cursor = answer.next;
  } while (cursor !== null);
  return answers;
}

export const byCreation = [{ timestamp: 'created_time', direction: 'ascending' }] as const;
export const byEdit = [{ timestamp: 'last_edited_time', direction: 'descending' }] as const;
