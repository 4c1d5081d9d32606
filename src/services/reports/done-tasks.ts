// Tasks that were done in Notion, of every database that says where its hours are. Read through the cache: a report can bear
// what is some minutes old. (Runbook 5, "Development Velocity Metrics", "Evening Wrap-up")
import { readDonePages } from '../notion/reading/done-pages.js';
import { eachDatabase, unreadFindings } from '../notion/reading/each-database.js';
import type { DonePage } from '../notion/reading/velocity.js';
import { fullName } from '../notion/writing/page-place.js';
import { databasesOf } from '../systems/systems.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

export interface DoneIn {
  /** `orchestra/task-management` */
  name: string;
  system: string;
  pages: DonePage[];
}

/** @param from by the last edit, epoch milliseconds */
export async function tasksDoneSince(
  from: number,
  context: Pick<ReportContext, 'systems' | 'notionCache' | 'signal' | 'deadlineMs'>,
): Promise<Part<DoneIn[]>> {
  const databases = databasesOf(context.systems).filter(({ effort }) => effort !== undefined);
  const asked = await partOf('Tasks done', context, (signal) =>
    eachDatabase(databases, (database) =>
      readDonePages(database, from, { notion: context.notionCache.reading, signal }),
    ),
  );
  if (asked.value === null) return { value: null, findings: asked.findings };
  return {
    value: asked.value.read.map(({ database, answer }) => ({
      name: fullName(database),
      system: database.system,
      pages: answer.pages,
    })),
    findings: unreadFindings(asked.value.unread),
  };
}

/** By system, as a fact says it: `orchestra 4, wittwizz 2`; null where no database tells. */
export function doneBySystem(done: readonly DoneIn[]): { system: string; tasks: number }[] {
  const systems = [...new Set(done.map(({ system }) => system))];
  return systems.map((system) => ({
    system,
    tasks: done
      .filter((one) => one.system === system)
      .reduce((sum, { pages }) => sum + pages.length, 0),
  }));
}
