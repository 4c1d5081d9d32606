// The independent check: reads what should have gone out and what did, beside the loops that send it. Its dead-man's switch
// is called only while nothing is missing, so that silence means trouble, whatever the trouble is.
import type { Registry } from 'prom-client';
import type { PagingConfig } from '../../config/incidents-schema.js';
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import type { Collection, ListQuery, Page, Store, Stored } from '../store/store.js';
import { timers } from '../timers/timers.js';
import { slackStateOf } from './notice-cards.js';
import { notices } from './notices.js';
import { answered, callDeadline, CallFailed, type Fetch } from './pager-call.js';
import { createCheckGauges, pagerCalls } from './paging-metrics.js';

export interface PageCheckOptions {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  log: Pick<Log, 'warn'>;
  registry: Registry;
  deadMan: PagingConfig['deadMan'];
  fetch: Fetch;
}

const interval = 15_000;
/** Milliseconds after which an escalation is overdue, and a page undelivered. */
const timerLate = 30_000;
const pageLate = 60_000;

/** Checks every 15 s, and calls the dead-man's switch as often as it is configured. */
export function startPageCheck(options: PageCheckOptions): Pick<Loop, 'stop'> {
  const { store, now, log, deadMan } = options;
  const gauges = createCheckGauges(options.registry);
  const called = pagerCalls(options.registry);

  /** True when nothing is missing. */
  async function check(): Promise<boolean> {
    const [overdue, undelivered] = [
      await overdueIn(store, now()),
      await undeliveredIn(store, now()),
    ];
    gauges.overdue(overdue);
    gauges.undelivered(undelivered);
    if (overdue + undelivered > 0)
      log.warn({ overdue, undelivered }, 'people were not called who should have been');
    return overdue + undelivered === 0;
  }

  async function ping(url: string): Promise<void> {
    if (!(await check())) return;
    const signal = AbortSignal.timeout(callDeadline);
    await answered(options.fetch, url, { method: 'GET', redirect: 'manual', signal }, called);
  }

  const failed = (error: unknown): void => {
    // An address may hold a secret, and so may what fetch says about it.
    if (error instanceof CallFailed)
      log.warn({ reason: error.message }, "the dead-man's switch could not be called");
    else log.warn({ err: error }, 'whether pages went out could not be checked');
  };
  const loops = [
    every(interval, async () => void (await check()), failed),
    ...(deadMan ? [every(deadMan.everySeconds * 1_000, () => ping(deadMan.url), failed)] : []),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

async function overdueIn(store: Store, now: number): Promise<number> {
  const due = await all(store, timers, {
    index: 'byDue',
    equals: ['pending'],
    max: now - timerLate,
  });
  return due.filter(({ doc }) => doc.kind === 'escalate' || doc.kind === 'review').length;
}

/** Whether Slack has a page is read from its messages: the sweep that notes it may be what is broken. */
async function undeliveredIn(store: Store, now: number): Promise<number> {
  const open = await all(store, notices, { index: 'byWake', equals: [false] });
  const late = open.filter(({ doc }) => doc.kind === 'page' && doc.createdAt < now - pageLate);
  const states = await Promise.all(late.map(({ doc }) => slackStateOf(store, doc)));
  return states.filter(({ isTaken }) => !isTaken).length;
}

async function all<Doc>(
  store: Store,
  collection: Collection<Doc>,
  query: Omit<ListQuery, 'limit' | 'after'>,
): Promise<Stored<Doc>[]> {
  const found: Stored<Doc>[] = [];
  let after: string | null = null;
  do {
    const page: Page<Doc> = await store.list(collection, {
      ...query,
      limit: 1_000,
      ...(after === null ? {} : { after }),
    });
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found;
}
