// The pages of a database that were done since a time, with their hours: for velocity and for the reports. (Runbook 5,
// "Development Velocity Metrics", "Evening Wrap-up")
import { Problem } from '../../../core/problem.js';
import type { Database } from '../../systems/systems.js';
import type { Notion, NotionPage } from '../notion.js';
import { fullName } from '../writing/page-place.js';
import { plainProperty } from './plain-value.js';
import { readPages } from './read-pages.js';
import { choiceFilter, statusOf } from './statuses.js';
import type { DonePage } from './velocity.js';

/**
 * @param from by the last edit, epoch milliseconds
 * @returns `incomplete` where Notion stopped at its limit of 10,000
 * @throws Problem not_possible (field `database`) where nothing says what done is
 */
export async function readDonePages(
  database: Database,
  from: number,
  { notion, signal }: { notion: Pick<Notion, 'dataSource' | 'query'>; signal: AbortSignal },
): Promise<{ pages: DonePage[]; incomplete: boolean }> {
  const source = await notion.dataSource(database.id, signal);
  const property = statusOf(database, source);
  const filter = property && choiceFilter(property, database.status.done);
  if (!filter)
    throw new Problem(
      'not_possible',
      `${fullName(database)} has no property ${database.status.property} of type status or select with one of ${database.status.done.join(', ')}.`,
      'Name the right property and choices in ppm.config.yaml under `status`.',
      { field: 'database' },
    );
  const pages = new Map<string, DonePage>();
  let incomplete = false;
  const query = {
    edited: { from },
    filter,
    sort: { by: 'last_edited_time', direction: 'descending' },
  } as const;
  for await (const batch of readPages(notion, source.id, query, { signal })) {
    incomplete = batch.incomplete;
    for (const page of batch.pages) pages.set(page.id, donePage(page, database));
  }
  return { pages: [...pages.values()], incomplete };
}

function donePage(page: NotionPage, { effort }: Database): DonePage {
  const hours = (name: string | undefined): number | null => {
    const text = name === undefined ? null : plainProperty(page, name);
    const value = text === null || text === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  };
  return {
    editedAt: page.editedAt,
    estimated: hours(effort?.estimated),
    actual: hours(effort?.actual),
  };
}
