// The pretend company holds together: its configuration, its Notion and its warehouse speak of the same databases and pages.
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config-file.js';
import type { DatabaseConfig } from '../../src/config/systems-schema.js';
import { databasesOf } from '../../src/services/systems/systems.js';
import { credentials, notionDatabases } from '../../sandbox/company.js';
import { startWarehouse } from '../../sandbox/databricks/index.js';
import { companyDatabases } from '../../sandbox/notion/company-databases.js';
import type { DatabaseSeed } from '../../sandbox/notion/protocol.js';
import { botTasks } from '../../sandbox/systems/bot-tasks.js';

const now = Date.UTC(2026, 10, 21, 9);
const seeds = companyDatabases(now);
const { config } = loadConfig('sandbox/ppm.config.yaml');
const configured = databasesOf(config.systems);

const seedOf = ({ id }: { id: string }): DatabaseSeed => {
  const found = seeds.find((seed) => seed.id === id);
  if (!found) throw new Error(`no database ${id}`);
  return found;
};
const idsOf = (database: { id: string }): string[] =>
  (seedOf(database).pages ?? []).map(({ id }) => id ?? '');

/** `name: type` of every property that is expected and isn't there so. */
const missingIn = ({ id, schema }: DatabaseConfig): string[] => {
  const { properties } = seedOf({ id });
  return Object.entries(schema)
    .map(([name, expected]) => [name, typeof expected === 'string' ? expected : expected.type])
    .filter(([name = '', type]) => properties[name]?.type !== type)
    .map(([name, type]) => `${name}: ${type}`);
};

describe('the configuration', () => {
  it('has every database of the pretend Notion, in its system', () => {
    const told = configured.map(({ system, title, id }) => ({ system, title, id }));
    expect(told).toEqual(
      Object.values(notionDatabases).map(({ system, title, id }) => ({ system, title, id })),
    );
  });

  it('expects what is there, but for one property of the customers', () => {
    const wrong = configured.map((database) => [database.title, missingIn(database)] as const);
    expect(wrong.filter(([, missing]) => missing.length > 0)).toEqual([
      ['Customer status', ['Open tickets: number']],
    ]);
  });

  it('names keys, states and efforts by properties that are there', () => {
    const wrong = configured.flatMap(({ id, title, key, status, effort }) => {
      const named = [key, effort?.estimated, effort?.actual].filter((name) => name !== undefined);
      const states = Object.hasOwn(seedOf({ id }).properties, 'Status') ? [status.property] : [];
      return [...named, ...states]
        .filter((name) => !Object.hasOwn(seedOf({ id }).properties, name))
        .map((name) => `${title}: ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has a token that the bot takes', () => {
    expect(credentials.notionToken).toMatch(/^ntn_\w+$/);
  });
});

describe('the databases of Notion', () => {
  it('are the same at each start', () => {
    expect(companyDatabases(now)).toEqual(seeds);
    const [first] = companyDatabases(now + 60_000);
    expect(first?.pages?.map(({ properties }) => properties)).toEqual(
      seeds[0]?.pages?.map(({ properties }) => properties),
    );
  });

  it('have pages with an id of their own, made before they were edited, and not in the future', () => {
    const pages = seeds.flatMap((seed) => seed.pages ?? []);
    expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
    expect(
      pages.filter(({ id }) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? '')),
    ).toEqual([]);
    const odd = pages.filter(
      ({ createdAt = 0, editedAt = 0 }) => createdAt > editedAt || editedAt > now,
    );
    expect(odd).toEqual([]);
  });

  it('hold what a sync can stumble over', () => {
    const projects = seedOf(notionDatabases.projects);
    expect(projects.pages).toHaveLength(480);
    expect(projects.pages?.[0]?.properties['Tasks']).toHaveLength(40);
    const trashed = seeds.flatMap((seed) => (seed.pages ?? []).filter(({ inTrash }) => inTrash));
    expect(trashed).toHaveLength(1);
    expect(seeds.filter(({ shared }) => shared === false).map(({ title }) => title)).toEqual([
      'Development log',
    ]);
    const types = configured.flatMap(({ id }) => Object.values(seedOf({ id }).properties));
    expect(types.map(({ type }) => type)).toContain('button');
  });

  it('have customers that stand there twice, and tasks that nobody has touched for months', () => {
    const names = seedOf(notionDatabases.customerStatus).pages?.map(
      ({ properties }) => properties['Name'],
    );
    const repeated = names?.filter((name, place) => names.indexOf(name) !== place);
    expect(repeated).toEqual(['Faro Dental', 'Faro Dental', 'Dresden Law', 'Cork Clinic']);
    const forgotten = seedOf(notionDatabases.wittwizzTasks).pages?.filter(
      ({ properties, editedAt = 0 }) =>
        properties['Status'] === 'In Progress' && now - editedAt > 90 * 86_400_000,
    );
    expect(forgotten).toHaveLength(7);
  });

  it('have some tasks whose record in MongoDB says something else', () => {
    const tasks = botTasks(now);
    expect(tasks.map(({ pageId }) => pageId)).toEqual(idsOf(notionDatabases.botTasks));
    const differing = tasks.filter(
      ({ inNotion, inMongo }) => JSON.stringify(inNotion) !== JSON.stringify(inMongo),
    );
    expect(differing).toHaveLength(3);
  });
});

describe('the warehouse', () => {
  let rows: Record<string, unknown>[];
  let linked: unknown[];
  beforeAll(async () => {
    const warehouse = await startWarehouse();
    const read = async (sql: string): Promise<Record<string, unknown>[]> => {
      const { columns, rows: found } = await warehouse.query(sql);
      return found.map((row) =>
        Object.fromEntries(columns.map(({ name }, place) => [name, row[place]])),
      );
    };
    rows = await read('SELECT page_id, database_id FROM main.bronze.notion_raw_pages');
    linked = (await read('SELECT notion_page_id FROM main.silver.projects VERSION AS OF 13')).map(
      (row) => row['notion_page_id'],
    );
    await warehouse.close();
  });

  it('has a page of Notion behind every project', () => {
    expect(linked).toHaveLength(480);
    expect(new Set(linked)).toEqual(new Set(idsOf(notionDatabases.projects)));
  });

  it('has the pages of the last sync: a few came since then, one is gone', () => {
    expect(rows).toHaveLength(1900);
    const { projects, tasks, budgets, risks } = notionDatabases;
    const lags = [projects, tasks, budgets, risks].map((database) => {
      const here = rows.filter((row) => row['database_id'] === database.id);
      const there = idsOf(database);
      const known = new Set(here.map((row) => row['page_id']));
      return {
        here: here.length,
        missing: there.filter((id) => !known.has(id)).length,
        gone: here.filter((row) => !there.includes(String(row['page_id']))).length,
      };
    });
    expect(lags).toEqual([
      { here: 475, missing: 5, gone: 0 },
      { here: 475, missing: 6, gone: 0 },
      { here: 475, missing: 3, gone: 1 },
      { here: 475, missing: 16, gone: 0 },
    ]);
  });
});
