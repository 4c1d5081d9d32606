// The watch over what is red in the morning: what has not cleared some minutes after the card of the morning check is asked
// again, and what is still red becomes one incident. Any number of processes may run this, and what one that died has left is
// found by its time and finished. (Runbook 1, "Morning Health Check": "Escalate if unresolved after 15 minutes")
import { asProblem } from '../../core/problem.js';
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import type { Posting } from '../postings/postings.js';
import { morningSchedule } from '../schedule/built-in-schedules.js';
import { askAgain, openIncident, type RedIncidentOptions } from './red-incident.js';
import { redWatches, type RedWatch } from './red-watches.js';

export interface RedWatchOptions extends RedIncidentOptions {
  /** What a schedule has said, newest first. */
  postingsOf: (schedule: string, limit: number) => Promise<Posting[]>;
  /** How long after the card it is asked again. */
  redMinutes: number;
  now: () => number;
  log: Pick<Log, 'warn' | 'error'>;
}

const minute = 60_000;
const lookEvery = 15_000;
const hour = 60 * minute;
const batch = 100;

/** Looks now and every 15 s. */
export function startRedWatch(options: RedWatchOptions): Loop {
  const stopping = new AbortController();
  const loop = every(
    lookEvery,
    () => watchRed(options, stopping.signal),
    (error) => {
      if (!stopping.signal.aborted)
        options.log.error({ err: error }, 'the watch over what is red failed');
    },
  );
  return {
    wake: () => loop.wake(),
    async stop() {
      // What is being asked is asked again by whoever looks next.
      stopping.abort();
      await loop.stop();
    },
  };
}

/** One pass. @throws Problem store_unavailable */
export async function watchRed(options: RedWatchOptions, signal: AbortSignal): Promise<void> {
  const { store, now, log } = options;
  await begin(options);
  const due = await store.list(redWatches, {
    index: 'byWake',
    min: 0,
    max: now(),
    limit: batch,
  });
  for (const { doc } of due.items)
    try {
      await attend(options, doc, signal);
    } catch (error) {
      // The next pass tries again, until it is given up.
      if (asProblem(error).code === 'store_unavailable' || signal.aborted) throw error;
      log.error({ err: error, posting: doc.posting }, 'what is red could not be attended to');
    }
}

/** Makes the row of the newest card, with what is red since before it. The first process that sees it does. */
async function begin(options: RedWatchOptions): Promise<void> {
  const { store, health, postingsOf, redMinutes, log } = options;
  const [posting] = await postingsOf(morningSchedule, 1);
  if (!posting || (await store.get(redWatches, posting.id))) return;
  const red = (await health.last()).filter(
    ({ status, since }) => status === 'bad' && since <= posting.at,
  );
  const state = red.length === 0 ? 'calm' : isHistory(posting.at, options) ? 'given-up' : 'waiting';
  const isMine = await store.insert(redWatches, posting.id, {
    posting: posting.id,
    postedAt: posting.at,
    components: red.map(({ system, component }) => ({ system, component })),
    state,
    stillRed: [],
    incident: null,
    wakeAt: state === 'waiting' ? posting.at + redMinutes * minute : null,
  });
  if (isMine && state === 'given-up') tellGivenUp(log, posting.id);
}

async function attend(
  options: RedWatchOptions,
  watch: RedWatch,
  signal: AbortSignal,
): Promise<void> {
  if (isHistory(watch.postedAt, options)) return giveUp(options, watch);
  const asked = watch.state === 'waiting' ? await askAgain(options, watch, signal) : watch;
  if (asked.state === 'opening') await openIncident(options, asked);
}

/** After this it is history: the next morning check is closer than what was found then. */
function isHistory(postedAt: number, { redMinutes, now }: RedWatchOptions): boolean {
  return now() > postedAt + Math.max(6 * hour, redMinutes * minute + hour);
}

async function giveUp({ store, log }: RedWatchOptions, { posting }: RedWatch): Promise<void> {
  const stored = await store.get(redWatches, posting);
  if (!stored || stored.doc.wakeAt === null) return;
  // Whoever changes it tells.
  const given: RedWatch = { ...stored.doc, state: 'given-up', wakeAt: null };
  if (await store.replace(redWatches, posting, stored.revision, given)) tellGivenUp(log, posting);
}

function tellGivenUp(log: RedWatchOptions['log'], posting: string): void {
  log.warn({ posting }, 'what was red in a morning check was not attended to in time');
}
