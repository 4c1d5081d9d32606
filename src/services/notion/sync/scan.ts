// Reads all pages of a data source that a filter lets through, with several cursors side by side, past Notion's limit of
// 10,000 rows a query. No page is lost silently: a cursor that goes wrong is begun anew where it was, and what Notion
// can't be made to tell ends in a Problem.
import { asProblem, Problem } from '../../../core/problem.js';
import type { Notion, NotionPage, Query, QueryPage } from '../notion.js';
import { stopIfCancelled } from './cancelled.js';
import { readMinute } from './dense-minute.js';
import {
  handOn,
  rowsLeft,
  segmentOf,
  share,
  type HandedOn,
  type Segment,
  type Span,
} from './spans.js';

export interface ScanOptions {
  notion: Pick<Notion, 'query'>;
  dataSource: string;
  /** What all queries have in common. */
  filter: Pick<Query, 'edited' | 'inTrash'>;
  spans: readonly Span[];
  /** Creation time of the newest page, epoch milliseconds. */
  newest: number;
  /** How many queries run side by side at most. */
  cursors: number;
  /** Before each call but the first: the runbook's --batch-delay. */
  pause: (signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
  /** Takes the pages of an answer; reading by that cursor goes on when it has resolved. */
  take: (pages: readonly NotionPage[]) => Promise<void>;
}

export interface Scan {
  /** Rows that are probably left. */
  left(): number;
  /** What has been read completely since the last time, and what is still to be read. */
  handOn(): HandedOn;
  /** Resolves when all is read. @throws Problem */
  run(): Promise<void>;
}

const minute = 60_000;
/** Restarts of a query in a row without a step forward. */
const patience = 3;

export function createScan(options: ScanOptions): Scan {
  const { newest } = options;
  const waiting = [...options.spans];
  let segments: Segment[] = [];
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const idle = new Set<() => void>();
  const tellOthers = (): void => {
    for (const wake of idle) wake();
    idle.clear();
  };
  const somethingNew = (): Promise<void> => new Promise((resolve) => idle.add(resolve));

  function nextSegment(): Segment | null {
    const span = waiting.shift();
    const segment = span ? segmentOf(span) : share(segments, newest);
    if (segment) segments.push(segment);
    return segment;
  }

  async function cursor(): Promise<void> {
    for (;;) {
      stopIfCancelled(signal);
      const segment = nextSegment();
      if (segment) await readSegment({ ...options, signal }, segment, tellOthers);
      else if (segments.some(({ finished }) => !finished)) await somethingNew();
      else return;
    }
  }

  async function run(): Promise<void> {
    const all = Array.from({ length: options.cursors }, () =>
      cursor().catch((error: unknown) => {
        // The others stop, and the first failure is the one that is told.
        if (!failed.signal.aborted) failed.abort(error);
        tellOthers();
        throw failed.signal.reason;
      }),
    );
    const ended = await Promise.allSettled(all);
    const refused = ended.find((one) => one.status === 'rejected');
    if (refused) throw asProblem(failed.signal.reason);
  }

  return {
    run,
    left: () => segments.reduce((sum, segment) => sum + rowsLeft(segment, newest), 0),
    handOn() {
      const handed = handOn(segments);
      segments = segments.filter(({ finished }) => !finished);
      return { ...handed, remaining: [...handed.remaining, ...waiting] };
    },
  };
}

async function readSegment(
  options: ScanOptions,
  segment: Segment,
  progressed: () => void,
): Promise<void> {
  const { signal, take, pause } = options;
  let cursor: string | null = null;
  /** What the query at hand is about: it must not change while its cursors are used, even when the segment is shared. */
  let asked: Span = { from: segment.at, to: segment.to };
  let restarts = 0;
  while (!segment.finished) {
    stopIfCancelled(signal);
    const answer: QueryPage | null = await ask(options, asked, cursor);
    if (answer === null || (cursor !== null && answer.next === cursor)) {
      restarts = segment.at > asked.from ? 1 : restarts + 1;
      if (restarts > patience) throw stuck();
      cursor = null;
      asked = { from: segment.at, to: segment.to };
      continue;
    }
    await take(answer.pages);
    note(segment, answer.pages);
    if (answer.incomplete && segment.at === asked.from) {
      await readMinute({
        ...options,
        minute: asked.from,
        take: (pages) => takeApart(segment, pages, take),
      });
      segment.at = asked.from + minute;
    }
    cursor = answer.incomplete ? null : answer.next;
    if (cursor === null) asked = { from: segment.at, to: segment.to };
    segment.finished =
      (cursor === null && !answer.incomplete) || (segment.to !== null && segment.at >= segment.to);
    progressed();
    await pause(signal);
  }
}

/** Pages that say nothing about how dense the segment is. */
async function takeApart(
  segment: Segment,
  pages: readonly NotionPage[],
  take: ScanOptions['take'],
): Promise<void> {
  await take(pages);
  for (const page of pages) segment.seen.set(page.id, page.createdAt);
}

/** Null when Notion refuses the cursor: it says validation_error of one that it doesn't like any more. */
async function ask(
  { notion, dataSource, filter, signal }: ScanOptions,
  { from, to }: Span,
  cursor: string | null,
): Promise<QueryPage | null> {
  try {
    return await notion.query(
      dataSource,
      {
        ...filter,
        created: { from, ...(to === null ? {} : { before: to }) },
        sort: { by: 'created_time', direction: 'ascending' },
        pageSize: 100,
        ...(cursor === null ? {} : { cursor }),
      },
      signal,
    );
  } catch (error) {
    if (cursor !== null && error instanceof Problem && error.code === 'invalid_input') return null;
    throw error;
  }
}

function note(segment: Segment, pages: readonly NotionPage[]): void {
  segment.begin ??= pages[0]?.createdAt ?? null;
  segment.rows += pages.length;
  for (const page of pages) segment.seen.set(page.id, page.createdAt);
  segment.at = Math.max(segment.at, pages.at(-1)?.createdAt ?? segment.at);
}

function stuck(): Problem {
  return new Problem(
    'outside_refused',
    'Notion gives the same pages again and again, or refuses its own cursor.',
    'What was read is kept. Try again later; if it stays, tell Notion support.',
  );
}
