// `notion stale`: pages that are in progress and that nobody has touched for long.
// (Runbook wittwizz, "Identify Stale Sync State": Status In Progress and last updated before a date)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Suggestion } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { eachDatabase, unreadFindings } from '../../services/notion/reading/each-database.js';
import { plainProperty } from '../../services/notion/reading/plain-value.js';
import { readPages } from '../../services/notion/reading/read-pages.js';
import { choiceFilter, statusOf } from '../../services/notion/reading/statuses.js';
import { anyDatabaseInput, whichDatabases } from '../../services/notion/reading/which-databases.js';
import { counted, day, dayText, minuteText } from '../../services/notion/reading/words.js';
import { fullName, shown } from '../../services/notion/writing/page-place.js';
import { pageTitle } from '../../services/notion/page-title.js';
import type { Database } from '../../services/systems/systems.js';

/** Not edited for so long is stale, unless told. */
const usualDays = 14;
/** The longest untouched ones that are shown, and for which a way out is offered. */
const shownPages = 50;
const offered = 3;

interface StalePage {
  id: string;
  title: string;
  status: string;
  editedAt: number;
  url: string;
}

interface Stale {
  /** Oldest edit first, the first `shownPages`. */
  pages: StalePage[];
  count: number;
  incomplete: boolean;
  /** The first status that is not one of those in progress. */
  otherStatus: string | null;
}

export const notionStale = defineQuery({
  id: 'notion.stale',
  family: 'Notion',
  summary: 'Pages in progress that nobody has edited for long',
  runbook: 'wittwizz-notion-sync#1-identify-stale-sync-state',
  examples: ['notion stale wittwizz/tasks', 'notion stale --before 2026-01-01'],
  args: ['database'],
  input: z.object({
    database: anyDatabaseInput,
    before: z.iso
      .date()
      .optional()
      .meta({ description: `Last edited before this day (UTC); ${usualDays} days ago without it` }),
  }),
  async read(input, context) {
    const before =
      input.before === undefined ? context.now() - usualDays * day : Date.parse(input.before);
    const databases = whichDatabases(context.systems, input.database);
    const { read, unread } = await eachDatabase(databases, (database) =>
      staleIn(database, before, context, input.database !== undefined),
    );
    const found = read.flatMap(({ database, answer }) =>
      answer === null ? [] : [{ database, stale: answer }],
    );
    const without = read
      .filter(({ answer }) => answer === null)
      .map(({ database }) => fullName(database));
    const count = found.reduce((total, { stale }) => total + stale.count, 0);
    const pages = found
      .flatMap(({ database, stale }) =>
        stale.pages.map((page) => ({ database, page, otherStatus: stale.otherStatus })),
      )
      .toSorted((a, b) => a.page.editedAt - b.page.editedAt)
      .slice(0, shownPages);
    return {
      status: count > 0 || unread.length > 0 ? 'warning' : 'good',
      headline:
        count === 0
          ? `Nothing in progress was last edited before ${dayText(before)}`
          : `${counted(count, 'page')} in progress, not edited since before ${dayText(before)}`,
      findings: unreadFindings(unread),
      tables:
        pages.length === 0
          ? []
          : [
              {
                title: 'Longest untouched first',
                columns: [
                  { label: 'Database' },
                  { label: 'Page' },
                  { label: 'Status' },
                  { label: 'Last edited' },
                  { label: 'Age', align: 'right' },
                  { label: 'Address' },
                ],
                rows: pages.map(({ database, page }) => [
                  fullName(database),
                  shown(page.title),
                  page.status,
                  minuteText(page.editedAt),
                  counted(Math.floor((context.now() - page.editedAt) / day), 'day'),
                  page.url,
                ]),
                ...(count > pages.length ? { more: `${count - pages.length} more pages` } : {}),
              },
            ],
      suggestions: pages
        .slice(0, offered)
        .flatMap(({ page, otherStatus }) => wayOut(page, otherStatus)),
      notes: [
        'Times are UTC. Any edit counts, a sync’s too.',
        ...found
          .filter(({ stale }) => stale.incomplete)
          .map(
            ({ database, stale }) => `${fullName(database)} has more than these ${stale.count}.`,
          ),
        ...(without.length > 0
          ? [`Without a status of pages in progress: ${without.join(', ')}.`]
          : []),
      ],
    };
  },
});

/**
 * Null where the database has no status to ask for.
 * @throws Problem not_possible in place of that when somebody asked for just this database
 */
async function staleIn(
  database: Database,
  before: number,
  { notion, signal }: Context,
  isAsked: boolean,
): Promise<Stale | null> {
  const source = await notion.people.dataSource(database.id, signal);
  const property = statusOf(database, source);
  const filter = property && choiceFilter(property, database.status.inProgress);
  if (!filter) {
    if (isAsked) throw noStatus(database);
    return null;
  }
  const stale: Stale = {
    pages: [],
    count: 0,
    incomplete: false,
    otherStatus:
      property.options.find((option) => !database.status.inProgress.includes(option)) ?? null,
  };
  const batches = readPages(
    notion.people,
    source.id,
    {
      edited: { from: 0, before },
      filter,
      sort: { by: 'last_edited_time', direction: 'ascending' },
    },
    { signal },
  );
  for await (const batch of batches) {
    stale.count += batch.pages.length;
    stale.incomplete = batch.incomplete;
    for (const page of batch.pages.slice(0, shownPages - stale.pages.length))
      stale.pages.push({
        id: page.id,
        title: pageTitle(page),
        status: plainProperty(page, property.name) ?? '',
        editedAt: page.editedAt,
        url: page.url,
      });
  }
  return stale;
}

function noStatus(database: Database): Problem {
  const { property, inProgress } = database.status;
  return new Problem(
    'not_possible',
    `${fullName(database)} has no property ${property} of type status or select with one of ${inProgress.join(', ')}.`,
    'Name the right property and choices in ppm.config.yaml under `status`.',
    { field: 'database' },
  );
}

function wayOut({ id, title }: StalePage, status: string | null): Suggestion[] {
  if (status === null) return [];
  return [
    {
      label: `${shown(title).slice(0, 40)}: set to ${status}`,
      operation: 'notion.page.status',
      input: { page: id, status },
    },
  ];
}
