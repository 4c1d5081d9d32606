// Timers in the store: set once under their id, cancelled and moved by compare-and-swap.
import type { Store, Stored } from '../store/store.js';
import { update } from '../store/update.js';
import { cancelled, pending, wantedAgain } from './timer-life.js';
import { timers, type Timer, type TimerKind, type Timers, type WantedTimer } from './timers.js';

/** More of one incident than this wait for nothing in particular: a chain has 10 steps at most. */
const mostOfOne = 1_000;

/** @param options.changed told after a timer was set or moved: whoever runs them may look again */
export function createTimers(options: { store: Store; changed?: () => void }): Timers {
  const { store, changed = () => {} } = options;

  async function set(id: string, timer: WantedTimer): Promise<boolean> {
    const isNew = await store.insert(timers, id, pending(timer));
    if (isNew) changed();
    return isNew;
  }

  async function pendingOf(incident: string): Promise<Stored<Timer>[]> {
    const page = await store.list(timers, {
      index: 'byIncident',
      equals: [incident, 'pending'],
      limit: mostOfOne,
    });
    return page.items;
  }

  async function cancelOne(id: string): Promise<void> {
    await update(store, timers, id, cancelled);
  }

  /** Sets it, brings it back or moves it; leaves one alone that is done or as wanted. */
  async function want({ id, ...timer }: WantedTimer & { id: string }): Promise<void> {
    if (await set(id, timer)) return;
    let isMoved = false;
    await update(store, timers, id, (before) => {
      const after = wantedAgain(before, timer);
      isMoved = after !== before;
      return after;
    });
    if (isMoved) changed();
  }

  return {
    set,
    async cancel(incident, kind) {
      for (const { id, doc } of await pendingOf(incident))
        if (kind === undefined || doc.kind === kind) await cancelOne(id);
    },
    pendingOf: async (incident) =>
      (await pendingOf(incident)).map(({ id, doc }) => ({ ...doc, id })),
    async keep(incident, kinds, wanted) {
      const before = (await pendingOf(incident)).filter(({ doc }) => isOneOf(doc.kind, kinds));
      for (const { id } of before)
        if (!wanted.some((timer) => timer.id === id)) await cancelOne(id);
      for (const timer of wanted) {
        // Nearly always everything is as it should be: then nothing is written.
        const isThere = before.some(({ id, doc }) => id === timer.id && doc.dueAt === timer.dueAt);
        if (!isThere) await want(timer);
      }
    },
  };
}

function isOneOf(kind: TimerKind, kinds: readonly TimerKind[]): boolean {
  return kinds.includes(kind);
}
