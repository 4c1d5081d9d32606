// A Notion in memory behind the house's own port: strict where a mistake would do harm (choices that an update leaves out are
// gone, an unknown choice in a filter is refused, the trash is not in a query), and small.
import { z } from 'zod';
import type { JsonObject } from '../../src/core/json.js';
import { Problem } from '../../src/core/problem.js';
import type {
  DataSource,
  Notion,
  NotionConnection,
  NotionPage,
  PropertySchema,
  PropertyValue,
  Query,
  QueryPage,
} from '../../src/services/notion/notion.js';
import { notionId } from '../../src/services/notion/notion-id.js';
import { unusedNotion } from './context.js';

export interface FakePage extends NotionPage {
  database: string;
}

export interface FakeDatabase {
  source: DataSource;
  pages: FakePage[];
}

export interface FakeNotion extends Notion {
  /** Every call as `method id`, in order. */
  readonly calls: string[];
  databases: Map<string, FakeDatabase>;
  /** A query's rows at most; then it says `incomplete`. */
  queryLimit: number;
  /** Every answer has the same cursor. */
  stuck: boolean;
  /** Called before each call; may throw or change something. */
  before: (call: string) => void;
}

/** An id with dashes that ends in the number. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export const text = (value: string): PropertyValue => ({
  id: 't',
  type: 'rich_text',
  rich_text: value === '' ? [] : [{ plain_text: value }],
});
export const title = (value: string): PropertyValue => ({
  id: 'title',
  type: 'title',
  title: [{ plain_text: value }],
});
export const select = (name: string | null): PropertyValue => ({
  id: 's',
  type: 'select',
  select: name === null ? null : { name },
});
export const number = (value: number | null): PropertyValue => ({
  id: 'n',
  type: 'number',
  number: value,
});

/** Properties as `{ Name: 'title', State: ['select', 'Open', 'Done'] }`. */
export function fakeDatabase(
  id: string,
  name: string,
  properties: Record<string, string | [string, ...string[]]>,
): FakeDatabase {
  return {
    source: {
      id: id.replace(/^.{8}/, 'dddddddd'),
      databaseId: id,
      title: name,
      url: `https://notion.example/${id}`,
      properties: Object.entries(properties).map(([property, spec]): PropertySchema => {
        const [type, ...options] = typeof spec === 'string' ? [spec] : spec;
        return { id: `id-${property}`, name: property, type, options };
      }),
    },
    pages: [],
  };
}

/** Puts a page into a database; times are epoch milliseconds. */
export function addPage(
  database: FakeDatabase,
  page: {
    id: string;
    createdAt: number;
    editedAt: number;
    inTrash?: boolean;
    properties: Record<string, PropertyValue>;
  },
): void {
  const { databaseId, id: dataSourceId } = database.source;
  database.pages.push({
    inTrash: false,
    url: `https://notion.example/page/${page.id}`,
    database: databaseId,
    databaseId,
    dataSourceId,
    ...page,
  });
}

/** As a context has it. */
export function connectionTo(
  notion: Notion,
  budget: ReturnType<NotionConnection['budget']> = { perMinute: 180, left: 180, closedUntil: null },
): NotionConnection {
  return { people: notion, background: notion, budget: () => budget, configured: true };
}

export function fakeNotion(...databases: FakeDatabase[]): FakeNotion {
  const known = new Map(databases.map((database) => [database.source.databaseId, database]));
  const byId = (reference: string): FakeDatabase => {
    const id = notionId(reference);
    const found = [...known.values()].find(
      ({ source }) => source.databaseId === id || source.id === id,
    );
    if (!found)
      throw new Problem('not_found', `Notion knows nothing of ${reference}.`, 'Share it.');
    return found;
  };
  const called = (call: string, signal: AbortSignal | undefined): void => {
    if (signal?.aborted) throw new Problem('cancelled', 'It was stopped.', '');
    fake.before(call);
    fake.calls.push(call);
  };
  const pageOf = (id: string): FakePage => {
    const found = [...known.values()].flatMap(({ pages }) => pages).find((page) => page.id === id);
    if (!found) throw new Problem('not_found', `Notion knows no page ${id}.`, '');
    return found;
  };
  const fake: FakeNotion = {
    ...unusedNotion,
    calls: [],
    databases: known,
    queryLimit: 10_000,
    stuck: false,
    before: () => undefined,
    async me(signal) {
      called('me', signal);
      return { id: idOf(1), name: 'PPM sync', workspace: 'Meridian' };
    },
    async dataSource(reference, signal) {
      called(`dataSource ${reference}`, signal);
      return structuredClone(byId(reference).source);
    },
    async query(dataSource, query, signal) {
      called(`query ${dataSource}`, signal);
      return answerOf(fake, byId(dataSource), query);
    },
    async page(id, signal) {
      called(`page ${id}`, signal);
      return structuredClone(pageOf(id));
    },
    async setTrash(id, inTrash, signal) {
      called(`setTrash ${id} ${inTrash}`, signal);
      const page = pageOf(id);
      page.inTrash = inTrash;
      return structuredClone(page);
    },
    async updateSchema(dataSource, properties, signal) {
      called(`updateSchema ${dataSource}`, signal);
      const { source } = byId(dataSource);
      for (const [name, given] of Object.entries(properties)) change(source, name, given);
      return structuredClone(source);
    },
    async searchDataSources(words, signal) {
      called(`search ${words}`, signal);
      return [...known.values()]
        .map(({ source }) => source)
        .filter((source) => source.title.includes(words));
    },
  };
  return fake;
}

const addition = z.record(
  z.string(),
  z.object({ options: z.array(z.object({ name: z.string() })).default([]) }),
);

function change(source: DataSource, name: string, given: unknown): void {
  for (const [type, config] of Object.entries(addition.parse(given))) {
    const options = config.options.map((option) => option.name);
    const there = source.properties.find((property) => property.name === name);
    // What the request leaves out is gone: Notion's documentation, "Select configuration updates".
    if (there) Object.assign(there, { type, options });
    else source.properties.push({ id: `id-${name}`, name, type, options });
  }
}

function answerOf(fake: FakeNotion, { source, pages }: FakeDatabase, query: Query): QueryPage {
  const at = query.cursor === undefined ? 0 : Number(query.cursor);
  const time = query.sort.by === 'created_time' ? 'createdAt' : 'editedAt';
  const sign = query.sort.direction === 'ascending' ? 1 : -1;
  const found = pages
    .filter((page) => page.inTrash === (query.inTrash ?? false))
    .filter((page) => within(page.editedAt, query.edited))
    .filter((page) => within(page.createdAt, query.created))
    .filter((page) => query.filter === undefined || matches(page, source, query.filter))
    .toSorted((a, b) => sign * (a[time] - b[time]));
  const end = Math.min(at + (query.pageSize ?? 100), fake.queryLimit);
  const isMore = end < found.length;
  const isLimit = isMore && end >= fake.queryLimit;
  const next = isMore && !isLimit ? String(fake.stuck ? 100 : end) : null;
  return { pages: structuredClone(found.slice(at, end)), next, incomplete: isLimit };
}

function within(at: number, span: { from?: number; before?: number } | undefined): boolean {
  return at >= (span?.from ?? 0) && at < (span?.before ?? Infinity);
}

const choices = z.object({
  or: z.array(z.looseObject({ property: z.string() })),
});
const test = z.object({ equals: z.string() });
const choice = z.object({ name: z.string() }).nullable();

/** `{ or: [{ property, select: { equals } }] }` */
function matches(page: NotionPage, source: DataSource, filter: JsonObject): boolean {
  return choices.parse(filter).or.some((condition) => {
    const property = source.properties.find(({ name }) => name === condition.property);
    const wanted = test.safeParse(property && condition[property.type]).data?.equals;
    if (!property || wanted === undefined || !property.options.includes(wanted))
      throw new Problem('invalid_input', 'validation_error: no such choice', '');
    const value = choice.safeParse(page.properties[property.name]?.[property.type]);
    return value.data?.name === wanted;
  });
}
