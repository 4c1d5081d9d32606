// `notion recreate`: a new database from the expected schema, with the rows of the old one, which stays as it is.
// (Runbook oberaconnect, "Notion Database Schema Mismatch": --recreate)
import { z } from 'zod';
import { hashJson, jsonObjectSchema } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { defineAction, type Context } from '../../services/context.js';
import { eachPage } from '../../services/notion/all-pages.js';
import type { DataSource, Notion, NotionPage } from '../../services/notion/notion.js';
import { expectedProperties } from '../../services/notion/reading/schema-difference.js';
import { handful, sideBySide } from '../../services/notion/reading/side-by-side.js';
import { databaseInput } from '../../services/notion/reading/which-databases.js';
import { counted } from '../../services/notion/reading/words.js';
import { completed } from '../../services/notion/sync/references.js';
import { createCopier, type Row } from '../../services/notion/writing/copy-pages.js';
import {
  madeBy,
  makeDatabase,
  settleDatabase,
} from '../../services/notion/writing/make-database.js';
import { newSchema, rowFor } from '../../services/notion/writing/new-schema.js';
import { fullName, schemaGuard, titleProperty } from '../../services/notion/writing/page-place.js';
import { databaseNamed } from '../../services/systems/systems.js';

const property = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  options: z.array(z.string()),
});

const data = z.object({
  /** `oberaconnect/customer-status` */
  name: z.string(),
  databaseId: z.string(),
  source: z.string(),
  title: z.string(),
  words: jsonObjectSchema,
  properties: z.array(property),
});

export const notionRecreate = defineAction({
  id: 'notion.recreate',
  family: 'Notion',
  summary: 'Make a Notion database anew from its expected schema, with its rows; the old one stays',
  runbook: 'oberaconnect#notion-database-schema-mismatch',
  examples: ['notion recreate oberaconnect/customer-status'],
  args: ['database'],
  risk: 'critical',
  input: z.object({ database: databaseInput }),
  data,

  async plan(input, { systems, notion, signal }) {
    const database = databaseNamed(systems, input.database);
    const name = fullName(database);
    const expected = expectedProperties(database);
    if (expected.length === 0)
      throw new Problem(
        'not_possible',
        `ppm.config.yaml does not say what the properties of ${name} should be.`,
        'Write them there under schema.',
        { field: 'database' },
      );
    const old = await notion.background.dataSource(database.id, signal);
    const schema = newSchema(expected, old);
    const { rows, lost } = await preview(notion.background, old, schema.properties, signal);
    const dropped = old.properties.filter(
      (one) => !schema.properties.some((made) => made.name === one.name),
    );
    return {
      target: name,
      environment: database.environment,
      headline: `Make ${old.title} (${name}) anew from the expected schema`,
      facts: [
        { label: 'Old database', value: old.url },
        { label: 'Rows to take over', value: String(rows) },
        {
          label: 'New properties',
          value: schema.properties.map(({ name: made, type }) => `${made} (${type})`).join(', '),
        },
        { label: 'Not taken over', value: dropped.map((one) => one.name).join(', ') || 'none' },
      ],
      changes: [{ label: `Databases named ${old.title}`, before: '1', after: '2' }],
      warnings: [
        ...schema.without,
        ...[...lost].map(
          ([made, count]) => `${made}: ${counted(count, 'value')} can't be taken over.`,
        ),
        'The text inside the pages, comments, uploaded files and who made a page when are not taken over.',
        'Pages get new ids: whatever names the old ones must be changed.',
      ],
      steps: [
        { id: 'create', title: `Make the new database beside ${old.title}` },
        { id: 'copy', title: `Take over ${counted(rows, 'row')}` },
      ],
      undo: 'Nothing to take back: the old database is still there and still the configured one. Put the new one into the trash in Notion.',
      guard: { 'old schema': hashJson(schemaGuard(old)), rows },
      data: {
        name,
        databaseId: old.databaseId,
        source: old.id,
        title: old.title,
        words: schema.words,
        properties: schema.properties,
      },
    };
  },

  async run({ data: plan }, context) {
    const { notion, recreations, run, now, step, signal } = context;
    await step('create', async () => {
      const made = await makeDatabase(
        notion.background,
        recreations,
        {
          run,
          source: plan.source,
          database: plan.databaseId,
          title: plan.title,
          words: plan.words,
        },
        { now, signal },
      );
      return `${made.url} (${made.databaseId})`;
    });
    await step('copy', async (tell) => {
      const made = await madeBy(recreations, run, plan.source);
      const source = await notion.background.dataSource(made.dataSource, signal);
      const copier = await createCopier({
        notion: notion.background,
        recreations,
        run,
        dataSource: made.dataSource,
        property: titleProperty(source),
        onlyWriter: true,
        now,
        signal,
        tell,
      });
      await eachPage(
        notion.background,
        plan.source,
        { inTrash: false, oldestFirst: true, signal },
        async (pages) =>
          copier.add(await rowsFrom(notion.background, pages, plan.properties, signal)),
      );
      return `${counted(copier.made(), 'row')} taken over. In ppm.config.yaml, set the id of ${plan.name} to ${made.databaseId}`;
    });
  },

  async verify({ data: plan }, { notion, recreations, run, signal }) {
    const made = await madeBy(recreations, run, plan.source);
    const [source, before, after] = await Promise.all([
      notion.background.dataSource(made.dataSource, signal),
      countOf(notion.background, plan.source, signal),
      countOf(notion.background, made.dataSource, signal),
    ]);
    const missing = plan.properties.filter(
      (wanted) =>
        !source.properties.some(({ name, type }) => name === wanted.name && type === wanted.type),
    );
    return [
      {
        name: 'The new database has as many rows as the old one',
        ok: before === after,
        expected: String(before),
        actual: String(after),
      },
      {
        name: 'It has the expected properties',
        ok: missing.length === 0,
        expected: `${plan.properties.length}`,
        actual:
          missing.length === 0
            ? `${plan.properties.length}`
            : `without ${missing.map(({ name }) => name).join(', ')}`,
      },
    ];
  },

  undo: () => null,

  async reconcile({ data: plan }, { notion, recreations, now }, { step, since }) {
    const askedAt = now();
    if (step === 'create') {
      const latest = await recreations.latestOf(plan.source);
      // One that is older was another run's.
      const mine = latest !== null && latest.since >= since - 60_000 ? latest : null;
      return settleDatabase(notion.background, recreations, mine, { since, now: askedAt });
    }
    return {
      outcome: 'not-done',
      evidence: 'Which rows are there is stored; only the others are made.',
    };
  },
});

/** How many rows there are, and of how many the value of which property can't be taken over. */
async function preview(
  notion: Notion,
  old: DataSource,
  properties: z.infer<typeof property>[],
  signal: AbortSignal,
): Promise<{ rows: number; lost: Map<string, number> }> {
  let rows = 0;
  const lost = new Map<string, number>();
  await eachPage(notion, old.id, { inTrash: false, signal }, async (pages) => {
    rows += pages.length;
    for (const page of pages)
      for (const name of rowFor(page, properties).lost) lost.set(name, (lost.get(name) ?? 0) + 1);
  });
  return { rows, lost: new Map([...lost].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Pages of the old database as rows of the new one, with every reference. */
function rowsFrom(
  notion: Notion,
  pages: readonly NotionPage[],
  properties: z.infer<typeof property>[],
  signal: AbortSignal,
): Promise<Row[]> {
  return sideBySide(pages, handful, async (page) => ({
    from: page.id,
    settings: rowFor(await completed(notion, page, signal), properties).settings,
  }));
}

async function countOf(
  notion: Context['notion']['background'],
  dataSource: string,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  await eachPage(notion, dataSource, { inTrash: false, signal }, async (pages) => {
    count += pages.length;
  });
  return count;
}
