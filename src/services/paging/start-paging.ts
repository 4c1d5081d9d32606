// Sees every notice through: its messages are asked for, Slack takes one of them, or the second channel is called until it
// or Slack has the page. Any number of processes may do this at once: a look is claimed by compare-and-swap.
import type { Registry } from 'prom-client';
import type { PagingConfig } from '../../config/incidents-schema.js';
import type { SettingOf } from '../commands/environment.js';
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import type { Store, Stored } from '../store/store.js';
import { update } from '../store/update.js';
import { requestNoticeCards, slackStateOf } from './notice-cards.js';
import { notices, type Notice } from './notices.js';
import { callDeadline, CallFailed, callPager, type Fetch } from './pager-call.js';
import { createPagingMetrics } from './paging-metrics.js';

export interface PagingOptions {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  log: Pick<Log, 'warn'>;
  fallback: PagingConfig['fallback'];
  settingOf: SettingOf;
  fetch: Fetch;
  /** Nobody has to hear of it any more: it was acknowledged before it went out. */
  overtaken: (notice: Notice) => Promise<boolean>;
  registry: Registry;
}

const interval = 1_000;
const batch = 500;
const mostCalls = 20;
/** A claimed call that isn't answered by then died with its process. */
const callEnds = callDeadline + 5_000;
const longestWait = 60_000;

/** Looks every second. */
export function startPaging(options: PagingOptions): Loop {
  const { store, now, log, fallback } = options;
  const metrics = createPagingMetrics(options.registry);
  const stopping = new AbortController();
  const calls = new Set<Promise<void>>();

  async function settle(
    { id, revision, doc }: Stored<Notice>,
    way: 'slack' | 'overtaken',
  ): Promise<void> {
    const slackAt = way === 'slack' ? now() : doc.slackAt;
    const isMine = await store.replace(notices, id, revision, { ...doc, slackAt, settled: true });
    if (isMine && doc.kind === 'page') metrics.settled(way);
  }

  async function look(row: Stored<Notice>): Promise<void> {
    const { id, revision, doc } = row;
    const { isComplete, isTaken } = await slackStateOf(store, doc);
    if (!isComplete) await requestNoticeCards(store, doc, now());
    if (isTaken) return settle(row, 'slack');
    if (doc.kind === 'page' && (await isOvertaken(doc))) return settle(row, 'overtaken');
    const callAt =
      fallback && doc.kind === 'page' ? doc.createdAt + fallback.afterSeconds * 1_000 : Infinity;
    if (fallback && callAt <= now()) {
      if (calls.size >= mostCalls) return;
      const claimed = { ...doc, wakeAt: now() + callEnds };
      if (!(await store.replace(notices, id, revision, claimed))) return;
      const done = call(fallback, doc).finally(() => calls.delete(done));
      calls.add(done);
      return;
    }
    const wakeAt = Math.min(now() + patience(now() - doc.createdAt), callAt);
    await store.replace(notices, id, revision, { ...doc, wakeAt });
  }

  /** In doubt it is not: one page too many is better than one too few. */
  async function isOvertaken(notice: Notice): Promise<boolean> {
    try {
      return await options.overtaken(notice);
    } catch (error) {
      log.warn({ err: error, notice: notice.id }, 'it is not known whether a page is still needed');
      return false;
    }
  }

  async function call(pager: NonNullable<typeof fallback>, notice: Notice): Promise<void> {
    try {
      await callPager(pager, notice, { ...options, stopping: stopping.signal });
      await update(store, notices, notice.id, (doc) => ({ ...doc, callAt: now(), settled: true }));
      metrics.settled('call');
    } catch (error) {
      metrics.callFailed();
      const reason = error instanceof CallFailed ? error.message : 'not noted';
      log.warn({ notice: notice.id, reason }, 'the second channel has not taken a page');
      await again(notice.id);
    }
  }

  /** After 1, 2, 4 … 60 s. Where that can't be noted, the claim ends by itself. */
  async function again(id: string): Promise<void> {
    await update(store, notices, id, (doc) => ({
      ...doc,
      callFailures: doc.callFailures + 1,
      wakeAt: now() + Math.min(longestWait, 1_000 * 2 ** doc.callFailures),
    })).catch((error: unknown) =>
      log.warn({ err: error, notice: id }, 'a failed call could not be noted'),
    );
  }

  async function pass(): Promise<void> {
    const due = await store.list(notices, {
      index: 'byWake',
      equals: [false],
      max: now(),
      limit: batch,
    });
    for (const row of due.items) await look(row);
  }

  const loop = every(interval, pass, (error) =>
    log.warn({ err: error }, 'the notices could not be swept'),
  );
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      stopping.abort();
      await Promise.all(calls);
    },
  };
}

/** How long Slack is left alone with a notice of this age: a second at first, 15 s in a long outage. Milliseconds. */
function patience(age: number): number {
  return Math.min(15_000, Math.max(interval, age / 10));
}
