// `notion page trash`: puts one page into Notion's trash, where it stays for 30 days.
// (The way back from `notion page create`; runbook wittwizz, "Manual Recovery Procedures")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction, type Context } from '../../services/context.js';
import { notionId } from '../../services/notion/notion-id.js';
import { pagesTitled } from '../../services/notion/writing/created-page.js';
import {
  fullName,
  nameOf,
  placedPage,
  shown,
  titleProperty,
} from '../../services/notion/writing/page-place.js';
import { databaseNamed } from '../../services/systems/systems.js';

export const notionPageTrash = defineAction({
  id: 'notion.page.trash',
  family: 'Notion',
  summary: 'Put a Notion page into the trash',
  runbook: 'wittwizz-notion-sync#manual-recovery-procedures',
  examples: [
    'notion page trash 0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    'notion page trash "Manual Recovery Task" --database tasks',
  ],
  args: ['page'],
  rest: true,
  risk: 'guarded',
  input: z
    .object({
      page: z.string().min(1).max(2_000).describe('Id or address of the page, or its title'),
      database: z
        .string()
        .optional()
        .meta({ field: 'database', description: 'Where a page of that title is looked for' }),
      except: z.string().optional().describe('Ids of pages of that title that are not meant'),
    })
    .superRefine(({ page, database }, context) => {
      if (database === undefined && notionId(page) === null)
        context.addIssue({
          code: 'custom',
          path: ['database'],
          message: 'Give --database where the page is named by its title.',
        });
    }),
  data: z.object({ page: z.string(), title: z.string() }),

  async plan(input, context) {
    const reference = notionId(input.page) ?? (await pageTitled(input, context));
    const { notion, systems, signal } = context;
    const { page, database, source } = await placedPage(reference, {
      notion: notion.people,
      systems,
      signal,
    });
    const title = nameOf(page);
    return {
      target: page.id,
      environment: database.environment,
      headline: `Put ${title} into the trash`,
      facts: [
        { label: 'Page', value: page.url },
        { label: 'Database', value: `${source.title} (${fullName(database)})` },
        { label: 'Created', value: new Date(page.createdAt).toISOString() },
        { label: 'Last edited', value: new Date(page.editedAt).toISOString() },
      ],
      changes: [{ label: shown(title), before: 'in its database', after: 'in the trash' }],
      warnings: ['Notion deletes what is in the trash after 30 days.'],
      steps: [{ id: 'trash', title: `Put ${title} into the trash` }],
      undo: 'Takes it out of the trash again.',
      guard: { 'last edited': new Date(page.editedAt).toISOString() },
      data: { page: page.id, title },
    };
  },

  async run({ data }, { notion, step, signal }) {
    await step('trash', async () => {
      const page = await notion.people.setTrash(data.page, true, signal);
      return `In the trash: ${page.url}`;
    });
  },

  async verify({ data }, { notion, signal }) {
    const { inTrash } = await notion.people.page(data.page, signal);
    return [
      {
        name: 'The page is in the trash',
        ok: inTrash,
        expected: 'yes',
        actual: inTrash ? 'yes' : 'no',
      },
    ];
  },

  undo: ({ data }) => ({ operation: 'notion.page.restore', input: { pages: data.page } }),

  async reconcile({ data }, { notion }) {
    const { inTrash } = await notion.people.page(data.page);
    return inTrash
      ? { outcome: 'done', evidence: 'The page is in the trash.' }
      : { outcome: 'not-done', evidence: 'The page is not in the trash.' };
  },
});

/** @throws Problem not_found, or invalid_input where several have the title */
async function pageTitled(
  {
    page: title,
    database: reference = '',
    except = '',
  }: { page: string; database?: string | undefined; except?: string | undefined },
  { systems, notion, signal }: Context,
): Promise<string> {
  const database = databaseNamed(systems, reference);
  const source = await notion.people.dataSource(database.id, signal);
  const all = await pagesTitled(
    notion.people,
    { dataSource: source.id, property: titleProperty(source), title },
    { signal },
  );
  const not = new Set(except.split(',').map((id) => notionId(id)));
  const [page, ...others] = all.filter(({ id }) => !not.has(id));
  if (page && others.length === 0) return page.id;
  if (!page)
    throw new Problem(
      'not_found',
      `${fullName(database)} has no page with the title ${JSON.stringify(shown(title))}.`,
      'It may have got another title since: give its address.',
      { field: 'page' },
    );
  throw new Problem(
    'invalid_input',
    `${others.length + 1} pages have the title ${JSON.stringify(shown(title))}.`,
    `Give the address of one: ${[page, ...others]
      .slice(0, 5)
      .map(({ url }) => url)
      .join(', ')}`,
    { field: 'page' },
  );
}
