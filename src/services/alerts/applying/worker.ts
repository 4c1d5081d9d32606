// Works through the deliveries that wait: groups beside one another, in chunks small enough that the process answers
// other requests in between.
import { setImmediate } from 'node:timers/promises';
import type { AlertSource } from '../batch.js';
import type { Announce } from './announce.js';
import { applyMerged } from './apply.js';
import type { Backlog } from './backlog.js';
import type { Groups } from './groups.js';
import { mergeByGroup, type Merged, type Waiting } from './merge.js';
import type { AlertEngineOptions } from './options.js';

/** One chunk has at most so many groups, and ends with the alert after so many. */
const mostGroups = 25;
const mostAlerts = 200;

export interface Worker {
  /** Applies what waits now. */
  pass(): Promise<void>;
  /** What is not begun is left for the next process. */
  stop(): Promise<void>;
}

type Parts = Pick<AlertEngineOptions, 'store' | 'config' | 'route' | 'complete' | 'log'>;

export function createWorker(
  options: Parts & { backlog: Backlog; groups: Groups; announce: Announce },
): Worker {
  const { backlog, announce, complete, log } = options;
  let isStopped = false;
  /** One after the other of each source: their sender is busy enough. */
  const completing = new Map<AlertSource, Promise<void>>();

  async function work(merged: Merged): Promise<unknown> {
    const ids = merged.waiting.map(({ id }) => id);
    try {
      const { unannounced, wasTruncated } = await applyMerged(options, merged);
      const asked = [...leftOut(merged, wasTruncated), ...withoutTime(merged)];
      await backlog.done(ids.filter((id) => asked.every((each) => each.id !== id)));
      for (const each of asked) {
        const before = completing.get(merged.source) ?? Promise.resolve();
        completing.set(
          merged.source,
          before.then(() => fill(each)),
        );
      }
      await Promise.all(unannounced.map(tell));
      return null;
    } catch (error) {
      backlog.failed(ids);
      return error;
    }
  }

  /** What goes wrong here is done again when the group's time comes. */
  async function tell(group: string): Promise<void> {
    try {
      await announce(group);
    } catch (error) {
      log.warn({ err: error, group }, 'a group of alerts was not announced; it is tried again');
    }
  }

  async function fill({ id, delivery }: Waiting): Promise<void> {
    try {
      const batch = isStopped ? null : await complete(delivery.batch);
      if (isStopped) return;
      if (batch) backlog.completed(id, { ...delivery, batch });
      else await backlog.done([id]);
    } catch (error) {
      backlog.failed([id]);
      log.warn({ err: error }, 'what a sender of alerts had not told was not fetched');
    }
  }

  return {
    async pass() {
      const waiting = await backlog.next();
      for (const chunk of chunksOf(mergeByGroup(waiting))) {
        if (isStopped) return;
        const errors = (await Promise.all(chunk.map(work))).filter((error) => error !== null);
        if (errors.length > 0)
          log.warn({ err: errors[0], groups: errors.length }, 'alerts wait to be tried again');
        await setImmediate();
      }
    },
    async stop() {
      isStopped = true;
      await Promise.all(completing.values());
    },
  };
}

/**
 * Of a group's deliveries the newest that says that something was left out, if nobody has asked for it. Of what was left out
 * before the end is told nowhere: so the first one that leaves nothing out is asked about as well.
 */
function leftOut({ waiting }: Merged, wasTruncated: boolean): Waiting[] {
  const found = waiting.findLast(
    ({ completed, delivery }) => !completed && (delivery.batch.truncated > 0 || wasTruncated),
  );
  return found ? [found] : [];
}

/** Those of a sender that tells no time, if nobody has asked when it was. */
function withoutTime({ waiting }: Merged): Waiting[] {
  return waiting.filter(
    ({ completed, delivery }) =>
      !completed && delivery.batch.alerts.some(({ untimed }) => untimed?.asked === false),
  );
}

function chunksOf(all: readonly Merged[]): Merged[][] {
  const chunks: Merged[][] = [];
  let alerts = Infinity;
  for (const merged of all) {
    const last = chunks.at(-1);
    if (last && last.length < mostGroups && alerts < mostAlerts) last.push(merged);
    else {
      chunks.push([merged]);
      alerts = 0;
    }
    alerts += merged.alerts.length;
  }
  return chunks;
}
