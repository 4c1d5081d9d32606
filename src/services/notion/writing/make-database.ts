// Makes the database of a recreation exactly once: its title has the run's id in it, so that one whose reply was lost is
// found again.
import type { Reconciliation } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import type { JsonObject } from '../../../core/json.js';
import type { Notion } from '../notion.js';
import { longestRequest } from './created-page.js';
import type { MadeDatabase, Recreation, Recreations } from './recreations.js';

/** `Customer status (new R-7K2QMF)` */
export function newTitle(title: string, run: string): string {
  return `${title} (new ${run})`;
}

/** @throws Problem, outcome_unknown when the reply was lost */
export async function makeDatabase(
  notion: Notion,
  recreations: Recreations,
  wanted: { run: string; source: string; database: string; title: string; words: JsonObject },
  { now, signal }: { now: () => number; signal: AbortSignal },
): Promise<MadeDatabase> {
  const { run, source, database, words } = wanted;
  const title = newTitle(wanted.title, run);
  const { made } = await recreations.begin({ run, source, title, since: now() });
  if (made) return made;
  const created = await notion.createDatabaseBeside(database, title, words, signal);
  return remember(recreations, run, created);
}

/**
 * What became of it. @param recreation the last one that was begun for the old database
 * @param now epoch milliseconds, from before the question
 */
export async function settleDatabase(
  notion: Notion,
  recreations: Recreations,
  recreation: Recreation | null,
  { since, now }: { since: number; now: number },
): Promise<Reconciliation> {
  if (!recreation) return { outcome: 'not-done', evidence: 'It was never asked for.' };
  if (recreation.made) return { outcome: 'done', evidence: `It is ${recreation.made.url}` };
  const found = (await notion.searchDataSources(recreation.title)).find(
    ({ title }) => title === recreation.title,
  );
  if (found) {
    const { url } = await remember(recreations, recreation.run, found);
    return { outcome: 'done', evidence: `It was found by its title: ${url}` };
  }
  // Notion's search shows what is new a little late.
  return now - since > 2 * longestRequest
    ? {
        outcome: 'not-done',
        evidence: `Two minutes later there is no database ${recreation.title}.`,
      }
    : { outcome: 'unknown', evidence: `There is no database ${recreation.title} yet.` };
}

async function remember(
  recreations: Recreations,
  run: string,
  { id, databaseId, url }: { id: string; databaseId: string; url: string },
): Promise<MadeDatabase> {
  const made = { databaseId, dataSource: id, url };
  await recreations.made(run, made);
  return made;
}

/** The database that a run has made. @throws Problem not_possible when it has made none */
export async function madeBy(
  recreations: Recreations,
  run: string,
  source: string,
): Promise<MadeDatabase> {
  const recreation = await recreations.latestOf(source);
  if (recreation?.run === run && recreation.made) return recreation.made;
  throw new Problem(
    'not_possible',
    `${run} has made no database that is known.`,
    'Look for it in Notion by its title, and ask again.',
  );
}
