// `notion page create`: a page made by hand, where the sync could not.
// (Runbook wittwizz, "Manual Page Creation": POST /v1/pages)
import { z } from 'zod';
import { hashJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { defineAction, type Context } from '../../services/context.js';
import type { Notion } from '../../services/notion/notion.js';
import { databaseInput } from '../../services/notion/reading/which-databases.js';
import {
  createdSince,
  oneCheck,
  pagesTitled,
  settleCreation,
} from '../../services/notion/writing/created-page.js';
import {
  parseValues,
  propertyWords,
  settingSchema,
  settingsFrom,
  valuesInput,
  type Setting,
} from '../../services/notion/writing/given-values.js';
import { pageFields } from '../../services/notion/writing/page-fields.js';
import {
  fullName,
  schemaGuard,
  shown,
  titleProperty,
} from '../../services/notion/writing/page-place.js';
import { valueChecks } from '../../services/notion/writing/page-write.js';
import { contentText } from '../../services/notion/writing/read-text.js';
import { databaseNamed } from '../../services/systems/systems.js';

const data = z.object({
  database: z.string(),
  dataSource: z.string(),
  property: z.string(),
  title: z.string(),
  settings: z.array(settingSchema),
  /** Ids of pages that have this title already. */
  before: z.array(z.string()),
});

export const notionPageCreate = defineAction({
  id: 'notion.page.create',
  family: 'Notion',
  summary: 'Create a page in a Notion database',
  runbook: 'wittwizz-notion-sync#manual-page-creation',
  examples: [
    'notion page create wittwizz/tasks Name=Manual Recovery Task; Status=Backlog; Type=Chore',
    `notion page create tasks --values '{"Name": "Manual Recovery Task"}'`,
  ],
  args: ['database', 'values'],
  rest: true,
  risk: 'guarded',
  input: z.object({
    database: databaseInput,
    values: valuesInput,
  }),
  data,

  moreInto: 'values',
  async more(given, context) {
    if (typeof given['database'] !== 'string' || given['database'] === '') return null;
    const { source } = await sourceOf(given['database'], context);
    return { replaces: 'values', fields: pageFields(source.properties, null) };
  },

  async plan(input, context) {
    const { notion, signal } = context;
    const given = parseValues(input.values);
    const { database, source } = await sourceOf(input.database, context);
    const settings = settingsFrom(source.properties, given).filter(isSomething);
    const property = titleProperty(source);
    const title = titleIn(settings, property);
    const titled = { dataSource: source.id, property, title };
    const twins = await pagesTitled(notion.people, titled, { signal });
    const before = twins.map(({ id }) => id).toSorted();
    return {
      target: `new page in ${fullName(database)}`,
      environment: database.environment,
      headline: `Create ${JSON.stringify(shown(title))} in ${source.title}`,
      facts: settings.map(({ name, type, content }) => ({
        label: name,
        value: shown(contentText(type, content)),
      })),
      changes: [{ label: `Pages in ${source.title}`, before: 'without it', after: 'one more' }],
      warnings:
        twins.length === 0
          ? []
          : [
              `There ${twins.length === 1 ? 'is a page' : `are ${twins.length} pages`} with this title already: ${twins
                .slice(0, 3)
                .map(({ url }) => url)
                .join(', ')}`,
            ],
      steps: [{ id: 'create', title: `Create the page ${shown(title)}` }],
      undo: 'Puts the new page into the trash.',
      guard: { schema: hashJson(schemaGuard(source)), 'pages with this title': before.length },
      data: { database: fullName(database), ...titled, settings, before },
    };
  },

  async run({ data: { dataSource, settings } }, { notion, step, signal }) {
    await step('create', async () => {
      const page = await notion.people.createPage(dataSource, propertyWords(settings), signal);
      return `Created: ${page.url}`;
    });
  },

  async verify({ data: plan }, { notion, signal }) {
    const found = await newPages(notion.people, plan, { since: null, signal });
    const [page] = found;
    return [oneCheck(found), ...(page ? valueChecks(page, plan.settings) : [])];
  },

  undo: ({ data: { database, title, before } }) => ({
    operation: 'notion.page.trash',
    input: {
      page: title,
      database,
      ...(before.length === 0 ? {} : { except: before.join(',') }),
    },
  }),

  async reconcile({ data: plan }, { notion, now }, { since }) {
    // Before the question: what is created after it was asked is not in the answer.
    const askedAt = now();
    const signal = new AbortController().signal;
    return settleCreation(await newPages(notion.people, plan, { since, signal }), {
      since,
      now: askedAt,
    });
  },
});

async function sourceOf(reference: string, { systems, notion, signal }: Context) {
  const database = databaseNamed(systems, reference);
  return { database, source: await notion.people.dataSource(database.id, signal) };
}

/** A new page has nothing in a property that isn't set. */
function isSomething({ content }: Setting): boolean {
  return content !== null && !(Array.isArray(content) && content.length === 0);
}

/** @throws Problem invalid_input where there is no title */
function titleIn(settings: readonly Setting[], property: string): string {
  const title = settings.find(({ name }) => name === property);
  if (title) return contentText(title.type, title.content);
  throw new Problem(
    'invalid_input',
    `${property} is needed: it is the title of the page.`,
    `Write ${property}=…; other properties may follow.`,
    { field: 'values' },
  );
}

/** Pages with this plan's title that were not there when it was made. */
async function newPages(
  notion: Notion,
  plan: z.infer<typeof data>,
  { since, signal }: { since: number | null; signal: AbortSignal },
) {
  const not = new Set(plan.before);
  if (since !== null)
    return createdSince(notion, plan, { settings: plan.settings, since, not }, signal);
  return (await pagesTitled(notion, plan, { signal })).filter(({ id }) => !not.has(id));
}
