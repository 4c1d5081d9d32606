// `notion duplicates archive`: of pages with the same key the newest stays, the others go into Notion's trash.
// (Runbook oberaconnect, "Duplicate Records in Notion": archive duplicates, keep newest)
import { z } from 'zod';
import type { Check } from '../../core/operation.js';
import type { Plan } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import {
  keyProperty,
  readDuplicates,
  type Duplicates,
} from '../../services/notion/reading/duplicates.js';
import { readPages } from '../../services/notion/reading/read-pages.js';
import {
  batchesOf,
  laneFor,
  mostPages,
  pagesById,
  trashUnedited,
} from '../../services/notion/reading/trash-batches.js';
import { databaseInput } from '../../services/notion/reading/which-databases.js';
import { counted, minuteText } from '../../services/notion/reading/words.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import { databaseNamed } from '../../services/systems/systems.js';

const pages = z.array(z.object({ id: z.string(), editedAt: z.number() }));
const data = z.object({ dataSource: z.string(), go: pages, keep: pages });

export const notionDuplicatesArchive = defineAction({
  id: 'notion.duplicates.archive',
  family: 'Notion',
  summary: 'Keep the newest page of each key, and put its duplicates into the trash',
  runbook: 'oberaconnect#5-duplicate-records-in-notion',
  examples: ['notion duplicates archive customer-status'],
  args: ['database'],
  risk: 'guarded',
  input: z.object({ database: databaseInput }),
  data,

  async plan(input, { notion, systems, signal }) {
    const database = databaseNamed(systems, input.database);
    const name = fullName(database);
    if (database.key === undefined)
      throw new Problem(
        'not_possible',
        `${name} has no key: equal titles alone don't make two pages the same record.`,
        'Name the property that tells records apart under `key` in ppm.config.yaml.',
        { field: 'database' },
      );
    const source = await notion.people.dataSource(database.id, signal);
    const key = keyProperty(database, source);
    const reading = await readDuplicates(notion.people, source, key, signal);
    const groups = within(reading.duplicates, mostPages);
    const go = groups.flatMap((group) => group.go);
    if (go.length === 0)
      throw new Problem(
        'not_possible',
        `${name} has no duplicates.`,
        'There is nothing to archive.',
      );
    const keep = groups.map((group) => group.keep);
    const all = reading.duplicates.reduce((total, group) => total + group.go.length, 0);
    const marks = ({ id, editedAt }: { id: string; editedAt: number }) => ({ id, editedAt });
    return {
      target: name,
      environment: database.environment,
      headline: `Put ${counted(go.length, 'duplicate')} of ${name} into the trash`,
      facts: [
        { label: 'Title in Notion', value: source.title },
        { label: 'Key', value: key },
        { label: 'Pages read', value: String(reading.read) },
        { label: 'Pages that go', value: String(go.length) },
        { label: 'Pages that stay in their place', value: String(keep.length) },
      ],
      changes: groups.map(changeOf),
      warnings: [
        ...(all > go.length
          ? [`${all - go.length} more duplicates stay for now: ${mostPages} go at once. Ask again.`]
          : []),
        ...(reading.incomplete
          ? [
              `Only the ${reading.read} oldest pages were read: newer duplicates are not in this plan.`,
            ]
          : []),
        'A relation to a page in the trash is empty in Notion until the page is restored. Notion deletes what is in the trash after 30 days.',
      ],
      steps: batchesOf(go).map(({ id, label }) => ({
        id,
        title: `Put ${label} into the trash`,
      })),
      undo: `Takes ${go.length === 1 ? 'the page' : `the ${go.length} pages`} out of the trash again, as long as Notion keeps them (30 days).`,
      guard: Object.fromEntries(
        [...go, ...keep].map(({ id, editedAt }) => [`page ${id}`, minuteText(editedAt)]),
      ),
      data: { dataSource: source.id, go: go.map(marks), keep: keep.map(marks) },
    };
  },

  async run({ data: { go } }, { notion, step, signal }) {
    for (const { id, items } of batchesOf(go))
      await step(id, async (tell) => {
        const { moved, already, edited } = await trashUnedited(laneFor(notion, go.length), items, {
          tell,
          signal,
        });
        return [
          `${moved} moved`,
          ...(already > 0 ? [`${already} were there already`] : []),
          ...(edited > 0 ? [`${edited} were edited since the plan and left alone`] : []),
        ].join(', ');
      });
  },

  async verify({ data: { dataSource, go, keep } }, { notion, signal }) {
    const live = new Set<string>();
    const query = { sort: { by: 'created_time', direction: 'ascending' } } as const;
    for await (const batch of readPages(notion.background, dataSource, query, { signal }))
      for (const page of batch.pages) live.add(page.id);
    const left = go.filter(({ id }) => live.has(id)).length;
    const lost = keep.filter(({ id }) => !live.has(id)).length;
    return [
      count('No duplicate of the plan is left', 0, left),
      count('The pages that were to stay are there', keep.length, keep.length - lost),
    ];
  },

  undo: ({ data: { go } }) => ({
    operation: 'notion.page.restore',
    input: { pages: go.map(({ id }) => id).join(' ') },
  }),

  async reconcile({ data: { go } }, { notion, signal }, { step }) {
    const items = batchesOf(go).find(({ id }) => id === step)?.items ?? [];
    const found = await pagesById(
      laneFor(notion, items.length),
      items.map(({ id }) => id),
      signal,
    );
    const left = found.filter((page) => page !== null && !page.inTrash).length;
    return left === 0
      ? { outcome: 'done', evidence: `All ${items.length} pages are in the trash.` }
      : {
          outcome: 'not-done',
          evidence: `${left} of ${items.length} pages are not in the trash. Moving the others again is harmless.`,
        };
  },
});

interface Group extends Duplicates {
  /** All pages that have the key. */
  pages: number;
}

/** The first groups that have no more than so many pages to go; a group that is too large by itself goes in parts. */
function within(groups: readonly Duplicates[], most: number): Group[] {
  let left = most;
  return groups.flatMap((group) => {
    const go = group.go.slice(0, left);
    left -= go.length;
    return go.length > 0 ? [{ ...group, go, pages: group.go.length + 1 }] : [];
  });
}

function changeOf({ key, keep, go, pages: before }: Group): Plan['changes'][number] {
  return {
    label: key,
    before: `${before} pages`,
    after: `${keep.id} (edited ${minuteText(keep.editedAt)}) stays; ${go
      .map(({ id, editedAt }) => `${id} (${minuteText(editedAt)})`)
      .join(', ')} ${go.length === 1 ? 'goes' : 'go'}`,
  };
}

function count(name: string, expected: number, actual: number): Check {
  return { name, ok: expected === actual, expected: String(expected), actual: String(actual) };
}
