// Offline mode in the bot's memory: one document, so that every replica and every terminal is in the same mode.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';
import type { Offline } from './offline.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const modeSchema = z.object({
  since: instant,
  until: instant.nullable(),
  by: z.string(),
  reason: z.string(),
  /** The run that turned it on: that run does so once, also if somebody has turned it off since. */
  run: z.string(),
  /** Who ended it before its time; null while nobody has. */
  ended: z.object({ by: z.string(), at: instant }).nullable(),
});
type Mode = z.infer<typeof modeSchema>;

const offlineModes: Collection<Mode> = {
  name: 'offline_mode',
  schema: modeSchema,
  indexes: { bySince: ['since'] },
};

/** There is one for the whole company. */
const id = 'offline';

/** @param options.now epoch milliseconds */
export function createOffline({ store, now }: { store: Store; now: () => number }): Offline {
  return {
    async state() {
      const mode = (await store.get(offlineModes, id))?.doc;
      if (!mode || mode.ended !== null || (mode.until !== null && mode.until <= now())) return null;
      const { since, until, by, reason } = mode;
      return { since, until, by, reason };
    },
    async turnOn({ person }, { reason, until, run }) {
      const mode: Mode = { since: now(), until, by: person, reason, run, ended: null };
      if (await store.insert(offlineModes, id, mode)) return;
      await update(store, offlineModes, id, (before) => (before.run === run ? before : mode));
    },
    async turnOff({ person }) {
      await update(store, offlineModes, id, (mode) =>
        mode.ended === null ? { ...mode, ended: { by: person, at: now() } } : mode,
      );
    },
  };
}
