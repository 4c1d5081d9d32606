// Turns notifications into alerts, groups and storms. Any number of processes may do it on one store: each takes in what it
// is sent, and finds what others have left behind.
import { every, type Loop } from '../../every.js';
import type { Intake } from '../batch.js';
import { createIntake } from '../intake.js';
import { alertGroups } from '../records.js';
import { createAnnounce } from './announce.js';
import { createBacklog } from './backlog.js';
import { createGroups } from './groups.js';
import type { AlertEngineOptions } from './options.js';
import { createStorms } from './storms.js';
import { createWorker } from './worker.js';

/** A pause between two passes gathers what belongs together. */
const passEveryMs = 100;
const wakeEveryMs = 1_000;
const sweepEveryMs = 5_000;
/** Groups that are looked at in one pass, and side by side. */
const mostDue = 200;
const together = 20;

export interface AlertEngine {
  intake: Intake;
  start(): void;
  /** Nothing is changed after this resolves; what waits is found by the next process. */
  stop(): Promise<void>;
  /** Looks at a group whose silence, storm or maintenance window has ended: if it fires and nothing holds it, it gets its card. */
  reconsider(group: string): Promise<void>;
}

export function createAlertEngine(options: AlertEngineOptions): AlertEngine {
  const { store, now, log } = options;
  const backlog = createBacklog(options);
  const storms = createStorms(options);
  const groups = createGroups({ ...options, stormChanged: (storm) => storms.changed(storm) });
  const announce = createAnnounce({ ...options, groups, storms });
  const worker = createWorker({ ...options, backlog, groups, announce });
  let loops: Loop[] = [];
  let isStopped = false;

  async function reconsider(group: string): Promise<void> {
    await groups.keep(group, null);
    await announce(group);
  }

  async function pass(): Promise<void> {
    await worker.pass();
    await storms.recount();
  }

  async function wakeDue(): Promise<void> {
    const due = { index: 'byWake', min: 0, max: now(), limit: mostDue };
    const ids = (await store.list(alertGroups, due)).items.map(({ id }) => id);
    for (let start = 0; start < ids.length; start += together) {
      if (isStopped) return;
      await Promise.all(ids.slice(start, start + together).map(wake));
    }
  }

  async function wake(group: string): Promise<void> {
    try {
      await reconsider(group);
    } catch (error) {
      log.warn({ err: error, group }, 'a group of alerts was not looked at; it is tried again');
    }
  }

  async function sweep(): Promise<void> {
    await backlog.sweep();
    await storms.sweep();
  }

  const loop = (millis: number, act: () => Promise<void>): Loop =>
    every(millis, act, (error) => log.warn({ err: error }, 'alerts were not worked on'));

  return {
    intake: createIntake({ store, now, backlog }),
    start() {
      loops = [loop(passEveryMs, pass), loop(wakeEveryMs, wakeDue), loop(sweepEveryMs, sweep)];
    },
    async stop() {
      isStopped = true;
      await Promise.all([...loops.map((each) => each.stop()), worker.stop()]);
    },
    reconsider,
  };
}
