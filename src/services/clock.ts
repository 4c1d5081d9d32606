// One clock for all replicas: the machine's own, put right by the store's. Leases, timers and approvals are times that one
// replica writes and another compares with its own, and machines' clocks differ: half a minute between two of them would have
// one replica take a run from another that is alive.
import type { Log } from './log.js';
import type { Store } from './store/store.js';

/** A difference smaller than this is left alone, milliseconds: the clock should not tremble. */
const tolerance = 250;

export interface Clock {
  /** Epoch milliseconds. */
  now: () => number;
  /** Asks the store what time it is. Never fails: while the store is away the last known difference holds. */
  agree(): Promise<void>;
}

/** @param local this machine's clock, epoch milliseconds */
export function createClock(options: {
  store: Pick<Store, 'time'>;
  log: Pick<Log, 'warn'>;
  local?: () => number;
}): Clock {
  const { store, log, local = Date.now } = options;
  let ahead = 0;

  return {
    now: () => local() + ahead,
    async agree() {
      try {
        const asked = local();
        const said = await store.time();
        const answered = local();
        // The store read its clock somewhere between the question and the answer.
        const found = Math.round(said - (asked + answered) / 2);
        if (Math.abs(found - ahead) <= tolerance + (answered - asked) / 2) return;
        if (Math.abs(found - ahead) > 1_000)
          log.warn({ millis: found }, 'this machine has another time than the store: its is taken');
        ahead = found;
      } catch (error) {
        log.warn({ err: error }, 'the store could not be asked for the time');
      }
    },
  };
}
