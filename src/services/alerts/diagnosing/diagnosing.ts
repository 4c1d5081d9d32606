// Looks into alerts before anybody is at a keyboard: asks the read-only operation that a group's route names, and keeps what
// it says for the card. Several processes may ask for the same group; the first answer stays. So that it seldom happens, one of them
// leads, and the others only look into what it has left lying.
import { isDeepStrictEqual } from 'node:util';
import { systemActor } from '../../../core/actor.js';
import { asProblem, Problem } from '../../../core/problem.js';
import type { Answer, Asked } from '../../engine/ask.js';
import { every, type Loop } from '../../every.js';
import type { Log } from '../../log.js';
import { changeGroup, type Changing } from '../changing.js';
import { alertGroups, type AlertGroup, type Diagnosis } from '../records.js';
import { failedWith, saidBy } from './answer-kept.js';

const lookEveryMs = 2_000;
const timeLimitMs = 60_000;
/** So long after a group has fired its diagnosis counts as left lying by the process that leads. */
const leftLying = timeLimitMs + 2 * lookEveryMs;
const atOnce = 3;
/** Only the newest groups are looked at. */
const newest = 200;

export interface DiagnosingOptions extends Changing {
  ask: (asked: Asked) => Promise<Answer>;
  log: Log;
  /** Whether this process is the one that does what one alone can do; left out: it always is. */
  isLeader?: () => boolean;
}

/** Groups in a storm and groups that are held back wait until they have a card of their own. */
export function startDiagnosing(options: DiagnosingOptions): Loop {
  const { store, log, now, isLeader = () => true } = options;
  const stopping = new AbortController();
  const busy = new Map<string, Promise<void>>();

  async function look(): Promise<void> {
    const firing = { index: 'byState', equals: ['firing'], order: 'desc' } as const;
    const page = await store.list(alertGroups, { ...firing, limit: newest });
    for (const { id, doc } of page.items) {
      if (busy.size >= atOnce || stopping.signal.aborted) return;
      if (doc.diagnosis === null || !isDue(doc) || busy.has(id)) continue;
      if (!isLeader() && now() - firedAt(doc) < leftLying) continue;
      busy.set(id, work(id, doc.diagnosis));
    }
  }

  async function work(id: string, diagnosis: Diagnosis): Promise<void> {
    try {
      await diagnose(options, id, diagnosis, stopping.signal);
    } catch (error) {
      log.warn({ err: error, group: id }, 'an alert was not diagnosed');
      // The next look tries again.
      return;
    } finally {
      busy.delete(id);
    }
    loop.wake();
  }

  const loop = every(lookEveryMs, look, (error) =>
    log.warn({ err: error }, 'alerts to diagnose were not found'),
  );
  return {
    wake: () => loop.wake(),
    async stop() {
      stopping.abort();
      await loop.stop();
      await Promise.all(busy.values());
    },
  };
}

function isDue({ diagnosis, hold, storm }: AlertGroup): boolean {
  return diagnosis?.state === 'waiting' && hold === null && storm === null;
}

/** Epoch milliseconds. */
function firedAt({ createdAt, flips }: AlertGroup): number {
  return flips.at(-1) ?? createdAt;
}

/** Whatever comes of it is stored, unless this process stops: then the group still waits, for the next one. */
async function diagnose(
  options: DiagnosingOptions,
  group: string,
  { operation, input }: Diagnosis,
  stopping: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.timeout(timeLimitMs);
  const signal = AbortSignal.any([limit, stopping]);
  const requestId = `diagnosis:${group}`;
  let said: ReturnType<typeof saidBy>;
  try {
    const asked = { actor: systemActor, requestId, signal, words: { operation, input } };
    said = saidBy(await Promise.race([options.ask(asked), rejectedBy(signal)]));
  } catch (error) {
    if (stopping.aborted) return;
    const problem = limit.aborted ? tooSlow(operation) : asProblem(error);
    // The bot's own memory was away: that says nothing about the alert.
    if (problem.code === 'store_unavailable') throw error;
    options.log.info({ group, operation, code: problem.code }, 'a diagnosis failed');
    said = failedWith(problem.message);
  }
  await changeGroup(options, group, (doc) =>
    doc.diagnosis?.state === 'waiting' && isDeepStrictEqual(doc.diagnosis.input, input)
      ? { ...doc, diagnosis: { ...doc.diagnosis, ...said, at: options.now() } }
      : doc,
  );
}

/** An operation that doesn't look at its signal must not keep the place of the others. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void =>
      reject(new Problem('cancelled', 'The diagnosis was stopped.', 'It is made again.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function tooSlow(operation: string): Problem {
  return new Problem(
    'outside_unavailable',
    `${operation} did not answer within ${timeLimitMs / 1_000} s.`,
    'Ask for it by hand.',
  );
}
