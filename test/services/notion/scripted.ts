// A Notion that answers what the test says, one answer after the other, and notes what it was asked.
import { Registry } from 'prom-client';
import { Problem } from '../../../src/core/problem.js';
import type { Log } from '../../../src/services/log.js';
import { connectNotion, type NotionOptions } from '../../../src/services/notion/connect-notion.js';

export interface Asked {
  at: number;
  method: string;
  /** With its query, after `/v1/`. */
  path: string;
  body: unknown;
  headers: Headers;
  signal: AbortSignal | null | undefined;
}

/** A thrown one: the connection failed. */
export type Answer = Response | Error | 'hangs';

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/** An error as Notion words it. */
export const refusal = (
  status: number,
  code: string,
  message = 'No.',
  headers: Record<string, string> = {},
): Response => json({ object: 'error', status, code, message }, status, headers);

export const silence = (seconds?: number, status = 429): Response =>
  refusal(
    status,
    status === 429 ? 'rate_limited' : 'service_overload',
    'Slow down.',
    seconds === undefined ? {} : { 'retry-after': String(seconds) },
  );

/** What fetch throws when the socket fails with this code. */
export const broken = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

/** @param answer to the nth request, counted from 0 */
export function scripted(
  answer: (request: Asked, n: number) => Answer,
  options: Partial<NotionOptions> = {},
) {
  const asked: Asked[] = [];
  const logged: unknown[][] = [];
  const note = (...line: unknown[]): void => {
    logged.push(line);
  };
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const registry = new Registry();
  const connection = connectNotion({
    token: 'ntn_1234567890abcdefghijklmnop',
    baseUrl: 'https://notion.example',
    requestsPerMinute: 180,
    reservedForPeople: 0.05,
    registry,
    log,
    fetch: async (url, init = {}) => {
      const request: Asked = {
        at: Date.now(),
        method: init.method ?? 'GET',
        path: url.replace('https://notion.example/v1/', ''),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        headers: new Headers(init.headers),
        signal: init.signal,
      };
      asked.push(request);
      const given = answer(request, asked.length - 1);
      if (given === 'hangs')
        return new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        });
      if (given instanceof Error) throw given;
      return given;
    },
    ...options,
  });
  const metric = async (name: string) =>
    (await registry.getSingleMetric(name)?.get())?.values.map(({ labels, value }) => ({
      ...labels,
      value,
    }));
  return { ...connection, asked, logged, metric };
}

/** The Problem that the promise was rejected with; fails the test for anything else. */
export async function problem(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => new Error('Expected a Problem'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw error;
}

export const ids = {
  database: '11111111-1111-4111-8111-111111111111',
  dataSource: '22222222-2222-4222-8222-222222222222',
  page: '33333333-3333-4333-8333-333333333333',
};

export const pageJson = (id = ids.page, more: Record<string, unknown> = {}) => ({
  object: 'page',
  id,
  created_time: '2026-01-02T03:04:00.000Z',
  last_edited_time: '2026-01-02T03:05:00.000Z',
  in_trash: false,
  url: `https://www.notion.so/${id}`,
  parent: {
    type: 'data_source_id',
    data_source_id: ids.dataSource,
    database_id: ids.database,
  },
  properties: { Name: { id: 'title', type: 'title', title: [] } },
  ...more,
});

export const dataSourceJson = (id = ids.dataSource) => ({
  object: 'data_source',
  id,
  parent: { type: 'database_id', database_id: ids.database },
  title: [{ plain_text: 'Pro' }, { plain_text: 'jects' }],
  url: 'https://www.notion.so/projects',
  properties: {
    Name: { id: 'title', name: 'Name', type: 'title', title: {} },
    Status: {
      id: 's%3A1',
      name: 'Status',
      type: 'status',
      status: { options: [{ name: 'Done' }, { name: 'In progress' }] },
    },
    Odd: { id: 'o', name: 'Odd', type: 'hologram', hologram: 7 },
  },
});

export const databaseJson = (sources: string[] = [ids.dataSource]) => ({
  object: 'database',
  id: ids.database,
  parent: { type: 'page_id', page_id: ids.page },
  data_sources: sources.map((id) => ({ id, name: 'Projects' })),
});
