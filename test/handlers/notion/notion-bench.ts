// A small Notion for the operations that write: the simulator behind the real client, a pretended clock, backups and
// memory on a real disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { credentials } from '../../../sandbox/company.js';
import { createNotion } from '../../../sandbox/notion/index.js';
import type { NotionSimulator, PageSeed } from '../../../sandbox/notion/protocol.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { Action } from '../../../src/core/operation.js';
import type { JsonObject } from '../../../src/core/json.js';
import { planHash, type Plan } from '../../../src/core/plan.js';
import type { Context } from '../../../src/services/context.js';
import { notionBackupsIn } from '../../../src/services/notion/backups/backup-files.js';
import { connectNotion } from '../../../src/services/notion/connect-notion.js';
import { createRecreations } from '../../../src/services/notion/writing/recreations.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import { contextWith } from '../../support/context.js';

export const databaseId = '2e83d15f-40bc-80a9-a6d7-9c0e52f1b874';
export const dataSourceId = '2e83d15f-40bc-812e-b390-000be84a07d6';
export const start = Date.UTC(2026, 0, 10, 12);
export const minute = 60_000;

/** Id of the page with this number. */
export const pageId = (number: number): string =>
  `2e83d15f-5c00-8000-9000-${String(number).padStart(12, '0')}`;

const choices = (type: string, ...names: string[]) => ({
  type,
  [type]: { options: names.map((name) => ({ name })) },
});

export const properties = {
  Name: { type: 'title', title: {} },
  Status: choices('status', 'Backlog', 'In Progress', 'Done'),
  Type: choices('select', 'Chore', 'Bug'),
  Tags: choices('multi_select', 'a', 'b'),
  Notes: { type: 'rich_text', rich_text: {} },
  Points: { type: 'number', number: {} },
  Due: { type: 'date', date: {} },
  Urgent: { type: 'checkbox', checkbox: {} },
  Link: { type: 'url', url: {} },
  Owner: { type: 'people', people: {} },
  Related: { type: 'relation', relation: { data_source_id: dataSourceId } },
  Created: { type: 'created_time', created_time: {} },
};

export interface Bench {
  sim: NotionSimulator;
  context: Context;
  clock: { now: number };
  /** Of one property, as the API gives it. */
  value(id: string, name: string): unknown;
  ids(): string[];
  close(): Promise<void>;
}

export function notionBench(pages: readonly PageSeed[], expected: JsonObject = {}): Bench {
  const clock = { now: start };
  const folder = mkdtempSync(join(tmpdir(), 'ppm-notion-writing-'));
  const store = openSqlite(folder);
  const sim = createNotion({
    now: () => clock.now,
    requestsPerMinute: 0,
    databases: [
      {
        id: databaseId,
        dataSourceId,
        title: 'Tasks',
        properties,
        pages: pages.map((page, number) => ({
          id: pageId(number),
          createdAt: start - (pages.length - number) * 60 * minute,
          editedAt: start - (pages.length - number) * 60 * minute,
          ...page,
        })),
      },
    ],
  });
  const notion = connectNotion({
    token: credentials.notionToken,
    baseUrl: 'http://notion.test',
    requestsPerMinute: 6_000,
    reservedForPeople: 0,
    registry: new Registry(),
    log: pino({ level: 'silent' }),
    fetch: (url, init) => sim.fetch(url, init),
    clock: {
      now: () => clock.now,
      async sleep(millis) {
        clock.now += millis;
      },
    },
  });
  const system = { title: 'Wittwizz', environment: 'production' };
  const context = contextWith({
    now: () => clock.now,
    notion,
    notionBackups: notionBackupsIn(join(folder, 'notion-backups')),
    recreations: createRecreations(store),
    systems: {
      wittwizz: systemSchema.parse({
        ...system,
        databases: { tasks: { title: 'Tasks', id: databaseId, schema: expected } },
      }),
      empty: systemSchema.parse(system),
    },
  });
  const all = () => sim.databases().flatMap(({ id }) => sim.pages(id));
  return {
    sim,
    context,
    clock,
    value: (id, name) => all().find((page) => page.id === id)?.properties[name],
    ids: () => sim.pages(databaseId).map(({ id }) => id),
    async close() {
      await sim.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Ran {
  plan: Plan;
  /** What the steps said, by their ids. */
  notes: Record<string, string>;
  failed: string[];
}

/**
 * Plans an action twice, as the engine does, runs it and checks it.
 * @param options.run id of the run
 * @param options.done steps that an earlier process finished
 */
export async function perform(
  action: Action<Context>,
  input: object,
  context: Context,
  options: { run?: string; done?: readonly string[]; plan?: Plan } = {},
): Promise<Ran> {
  const { run = 'R-000001', done = [] } = options;
  const plan = options.plan ?? (await planned(action, input, context));
  const notes: Record<string, string> = {};
  await action.run(plan, {
    ...context,
    run,
    async step(id, act) {
      if (!plan.steps.some((step) => step.id === id)) throw new Error(`no step ${id}`);
      if (!done.includes(id)) notes[id] = (await act(() => undefined)) ?? '';
    },
  });
  const checks = await action.verify(plan, { ...context, run });
  if (checks.length === 0) throw new Error('nothing was checked');
  return {
    plan,
    notes,
    failed: checks.filter(({ ok }) => !ok).map(({ name, actual }) => `${name}: ${actual}`),
  };
}

/** The plan, which has to come out the same when it is made again. */
export async function planned(
  action: Action<Context>,
  input: object,
  context: Context,
): Promise<Plan> {
  const first = await action.plan(input, context);
  const again = await action.plan(input, context);
  if (planHash(action.id, first) !== planHash(action.id, again)) throw new Error('the plan drifts');
  return first;
}
