// `notion page restore`: takes pages out of Notion's trash. It is the way back from archiving duplicates.
// (Runbook oberaconnect, "Duplicate Records in Notion"; Notion keeps what is in the trash for 30 days)
import { z } from 'zod';
import { hashJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { notionId } from '../../services/notion/notion-id.js';
import type { NotionPage } from '../../services/notion/notion.js';
import {
  batchesOf,
  laneFor,
  mostPages,
  pagesById,
  restoreAll,
} from '../../services/notion/reading/trash-batches.js';
import { configuredAs } from '../../services/notion/reading/which-databases.js';
import { counted, minuteText } from '../../services/notion/reading/words.js';
import { fullName, nameOf } from '../../services/notion/writing/page-place.js';
import type { Database, Systems } from '../../services/systems/systems.js';

/** Pages that the plan names one by one. */
const named = 20;

export const notionPageRestore = defineAction({
  id: 'notion.page.restore',
  family: 'Notion',
  summary: "Take pages out of Notion's trash",
  runbook: 'oberaconnect#5-duplicate-records-in-notion',
  examples: [
    'notion page restore 0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    'notion page restore 0f1e2d3c4b5a69788796a5b4c3d2e1f0 1f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f1',
  ],
  args: ['pages'],
  rest: true,
  risk: 'guarded',
  input: z.object({
    pages: z
      .string()
      .min(1)
      .max(100_000)
      .describe(`Ids or addresses of up to ${mostPages} pages, with commas or spaces between them`),
  }),
  data: z.object({ pages: z.array(z.string()) }),

  async plan(input, { notion, systems, signal }) {
    const ids = idsIn(input.pages);
    const found = await pagesById(laneFor(notion, ids.length), ids, signal);
    const gone = ids.filter((_id, place) => found[place] === null);
    const known = found.filter((page) => page !== null);
    const trashed = known.filter(({ inTrash }) => inTrash);
    if (trashed.length === 0) throw nothingToRestore(gone.length, known.length);
    const database = databaseOf(systems, trashed);
    const name = fullName(database);
    return {
      // One page is locked by itself, as the operations on one page do it.
      target: trashed.length === 1 ? (trashed[0]?.id ?? name) : name,
      environment: database.environment,
      headline: `Take ${counted(trashed.length, 'page')} of ${name} out of the trash`,
      facts: [
        { label: 'Database', value: name },
        { label: 'Pages', value: String(trashed.length) },
      ],
      changes: [
        ...trashed.slice(0, named).map((page) => ({
          label: nameOf(page),
          before: `in the trash (edited ${minuteText(page.editedAt)})`,
          after: 'in its database',
        })),
        ...(trashed.length > named
          ? [
              {
                label: `${trashed.length - named} more`,
                before: 'in the trash',
                after: 'in their database',
              },
            ]
          : []),
      ],
      warnings: [
        ...(gone.length > 0
          ? [
              `${counted(gone.length, 'page')} can't be found: gone for good, or not shared. The first: ${gone.slice(0, 3).join(', ')}`,
            ]
          : []),
        ...(known.length > trashed.length
          ? [
              `${counted(known.length - trashed.length, 'page')} not in the trash: left as they are.`,
            ]
          : []),
      ],
      steps: batchesOf(trashed).map(({ id, label }) => ({
        id,
        title: `Take ${label} out of the trash`,
      })),
      undo:
        trashed.length === 1
          ? 'Puts it into the trash again.'
          : 'Not at once: `notion page trash` puts one page back, `notion duplicates archive` those that are duplicates.',
      guard: {
        'pages in the trash': trashed.length,
        'which pages': hashJson(trashed.map(({ id, editedAt }) => [id, editedAt])),
      },
      data: { pages: trashed.map(({ id }) => id) },
    };
  },

  async run({ data: { pages } }, { notion, step, signal }) {
    for (const { id, items } of batchesOf(pages))
      await step(id, async (tell) => {
        await restoreAll(laneFor(notion, pages.length), items, { tell, signal });
        return `${counted(items.length, 'page')} restored`;
      });
  },

  async verify({ data: { pages } }, { notion, signal }) {
    const found = await pagesById(laneFor(notion, pages.length), pages, signal);
    const live = found.filter((page) => page !== null && !page.inTrash).length;
    return [
      {
        name: 'The pages are in their database',
        ok: live === pages.length,
        expected: String(pages.length),
        actual: String(live),
      },
    ];
  },

  undo({ data: { pages } }) {
    const [page, ...others] = pages;
    return page !== undefined && others.length === 0
      ? { operation: 'notion.page.trash', input: { page } }
      : null;
  },

  async reconcile({ data: { pages } }, { notion, signal }, { step }) {
    const items = batchesOf(pages).find(({ id }) => id === step)?.items ?? [];
    const found = await pagesById(laneFor(notion, items.length), items, signal);
    const left = found.filter((page) => page !== null && page.inTrash).length;
    return left === 0
      ? { outcome: 'done', evidence: `None of the ${items.length} pages is in the trash.` }
      : {
          outcome: 'not-done',
          evidence: `${left} of ${items.length} pages are in the trash. Restoring the others again is harmless.`,
        };
  },
});

/** @throws Problem invalid_input naming the first text that is no id */
function idsIn(text: string): string[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const ids = words.map((word) => {
    const id = notionId(word);
    if (id !== null) return id;
    throw wrong(`${JSON.stringify(word.slice(0, 80))} is no id or address of a page.`);
  });
  const unique = [...new Set(ids)];
  if (unique.length === 0) throw wrong('There is no page in this.');
  if (unique.length > mostPages)
    throw wrong(`These are ${unique.length} pages; ${mostPages} go at once.`);
  return unique;
}

function wrong(message: string): Problem {
  return new Problem(
    'invalid_input',
    message,
    'Give ids of pages (32 characters) or their addresses, with commas or spaces between them.',
    { field: 'pages' },
  );
}

function nothingToRestore(gone: number, live: number): Problem {
  return gone > 0 && live === 0
    ? new Problem(
        'not_found',
        `${gone === 1 ? 'The page' : `None of the ${gone} pages`} can${gone === 1 ? "'t" : ''} be found in Notion.`,
        'Notion deletes what is in the trash after 30 days; a page that is not shared with the integration is not found either.',
        { field: 'pages' },
      )
    : new Problem(
        'not_possible',
        live === 1 ? 'The page is not in the trash.' : `None of the ${live} pages is in the trash.`,
        'There is nothing to restore.',
        { field: 'pages' },
      );
}

/** @throws Problem invalid_input unless all pages are of one configured database, whose environment decides on approval */
function databaseOf(systems: Systems, pages: readonly NotionPage[]): Database {
  const all = pages.map(({ databaseId, dataSourceId }) =>
    configuredAs(systems, [databaseId, dataSourceId]),
  );
  const [first] = all;
  const stranger = pages.find((_page, place) => all[place] === undefined);
  if (stranger || !first)
    throw new Problem(
      'invalid_input',
      `The page ${stranger?.id ?? ''} belongs to no database of ppm.config.yaml.`,
      'The environment of its database decides on approval: name the database there first.',
      { field: 'pages' },
    );
  if (all.every((database) => database && fullName(database) === fullName(first))) return first;
  throw new Problem(
    'invalid_input',
    'These pages are of more than one database.',
    'Ask for the pages of each database by themselves.',
    { field: 'pages' },
  );
}
