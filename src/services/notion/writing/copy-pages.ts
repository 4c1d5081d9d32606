// Creates many pages, each exactly once, whatever dies in between: that a page is asked for is stored before, which page it
// became after, and one in doubt is looked for before it is asked for again.
import type { Tell } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import { pause } from '../../resilience/abortable.js';
import type { Notion } from '../notion.js';
import { handful, sideBySide } from '../reading/side-by-side.js';
import { createdSince, longestRequest } from './created-page.js';
import { propertyWords, type Setting } from './given-values.js';
import { contentText } from './read-text.js';
import type { Copy, Recreations } from './recreations.js';

export interface Row {
  /** Id of the page that it is a copy of. */
  from: string;
  settings: Setting[];
}

export interface CopyPages {
  notion: Notion;
  recreations: Recreations;
  run: string;
  dataSource: string;
  /** The new database's title. */
  property: string;
  /** Nobody else makes pages there: the title is enough to know one's own. */
  onlyWriter: boolean;
  /** Epoch milliseconds. */
  now: () => number;
  signal: AbortSignal;
  tell: Tell;
  /** Milliseconds between two looks for a page in doubt. */
  lookEvery?: number;
}

export interface Copier {
  /** Resolves when there is a page for each. */
  add(rows: readonly Row[]): Promise<void>;
  /** How many pages there are now that were not there before the run. */
  made(): number;
}

/** Goes on where an earlier process of the same run ended. */
export async function createCopier(options: CopyPages): Promise<Copier> {
  const { recreations, run, tell, signal, property } = options;
  const known = await recreations.copies(run);
  const taken = new Set([...known.values()].flatMap(({ page }) => page ?? []));
  return {
    async add(rows) {
      const missing = rows.filter(({ from }) => !known.get(from)?.page);
      // Pages of one title are made one after the other: then the newest one is the one in doubt.
      await sideBySide([...byTitle(missing, property).values()], handful, async (same) => {
        for (const row of same) {
          if (signal.aborted) throw stopped();
          taken.add(await copyOnce(options, row, { taken, before: known.get(row.from) }));
          tell(`${taken.size.toLocaleString('en')} pages`, taken.size);
        }
      });
    },
    made: () => taken.size,
  };
}

async function copyOnce(
  options: CopyPages,
  row: Row,
  { taken, before }: { taken: ReadonlySet<string>; before: Copy | undefined },
): Promise<string> {
  const { recreations, run, now, notion, dataSource, signal } = options;
  let page = before ? await lookFor(options, row, { since: before.since, taken }) : null;
  while (page === null) {
    const since = now();
    await recreations.intend(run, row.from, since);
    try {
      page = (await notion.createPage(dataSource, propertyWords(row.settings), signal)).id;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'outcome_unknown') throw error;
      page = await lookFor(options, row, { since, taken });
    }
  }
  await recreations.copied(run, row.from, page);
  return page;
}

/** Null when it is certain that the page was not made. */
async function lookFor(
  { notion, dataSource, property, onlyWriter, now, signal, lookEvery = 2_000 }: CopyPages,
  row: Row,
  { since, taken }: { since: number; taken: ReadonlySet<string> },
): Promise<string | null> {
  const settings = onlyWriter ? [] : row.settings;
  const titled = { dataSource, property, title: titleOf(row, property) };
  for (;;) {
    const askedAt = now();
    const [found] = await createdSince(notion, titled, { settings, since, not: taken }, signal);
    if (found) return found.id;
    if (askedAt - since > longestRequest) return null;
    await pause(lookEvery, signal).catch(() => {
      throw stopped();
    });
  }
}

function byTitle(rows: readonly Row[], property: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const title = titleOf(row, property);
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  return groups;
}

function titleOf({ settings }: Row, property: string): string {
  const title = settings.find(({ name }) => name === property);
  return title ? contentText(title.type, title.content) : '';
}

function stopped(): Problem {
  return new Problem(
    'cancelled',
    'It was stopped between two pages.',
    'The pages that were made stay, and the old ones are untouched.',
  );
}
