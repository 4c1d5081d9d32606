// A minute in which more pages were created than one query gives (an import can do that). Creation times are rounded to
// the minute, so only the time of the last edit is left to tell its pages apart, and then reading from both ends.
import { Problem } from '../../../core/problem.js';
import type { Notion, NotionPage, Query } from '../notion.js';

const minuteMs = 60_000;

export interface DenseMinute {
  notion: Pick<Notion, 'query'>;
  dataSource: string;
  filter: Pick<Query, 'edited' | 'inTrash'>;
  /** Its beginning, epoch milliseconds. */
  minute: number;
  /** Creation time of the newest page: no edit is expected to be older. */
  newest: number;
  signal: AbortSignal;
  take: (pages: readonly NotionPage[]) => Promise<void>;
}

/** @throws Problem not_possible when Notion gives no way to reach all of its pages */
export async function readMinute(dense: DenseMinute): Promise<void> {
  const [latest] = (await firstPage(dense)).pages;
  const end = (latest?.editedAt ?? dense.minute) + minuteMs;
  await readEdits(dense, Math.max(dense.minute, dense.filter.edited?.from ?? 0), end);
}

function firstPage({ notion, dataSource, filter, minute, signal }: DenseMinute) {
  return notion.query(
    dataSource,
    {
      ...filter,
      created: { from: minute, before: minute + minuteMs },
      sort: { by: 'last_edited_time', direction: 'descending' },
      pageSize: 1,
    },
    signal,
  );
}

/** Pages of the minute that were last edited from `from` to before `before`. */
async function readEdits(dense: DenseMinute, from: number, before: number): Promise<void> {
  const ahead = await readOneWay(dense, { from, before }, 'ascending');
  if (ahead.complete) return;
  if (before - from > minuteMs) {
    const middle = Math.floor((from + before) / 2 / minuteMs) * minuteMs;
    await readEdits(dense, from, middle);
    return readEdits(dense, middle, before);
  }
  const back = await readOneWay(dense, { from, before }, 'descending');
  if (back.complete || [...back.ids].some((id) => ahead.ids.has(id))) return;
  throw new Problem(
    'not_possible',
    `In the minute ${new Date(dense.minute).toISOString()} more pages were created, and last edited in one minute, than Notion's query limit lets anybody read (20,000 from both ends).`,
    'Edit some of them in Notion (a checkbox will do), which gives them another time, and sync again.',
  );
}

async function readOneWay(
  { notion, dataSource, filter, minute, signal, take }: DenseMinute,
  edited: { from: number; before: number },
  direction: 'ascending' | 'descending',
): Promise<{ complete: boolean; ids: Set<string> }> {
  const ids = new Set<string>();
  let cursor: string | null = null;
  for (;;) {
    const answer = await notion.query(
      dataSource,
      {
        ...filter,
        created: { from: minute, before: minute + minuteMs },
        edited,
        sort: { by: 'created_time', direction },
        pageSize: 100,
        ...(cursor === null ? {} : { cursor }),
      },
      signal,
    );
    await take(answer.pages);
    for (const { id } of answer.pages) ids.add(id);
    if (answer.next === null || answer.next === cursor)
      return { complete: answer.next === null && !answer.incomplete, ids };
    cursor = answer.next;
  }
}
