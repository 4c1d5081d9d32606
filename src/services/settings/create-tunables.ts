// Tunables: what people have set stands in the store, and every process keeps a copy in memory that is at most seconds old.
// What ends by itself does so by the clock, also where the store can not be reached.
import { z } from 'zod';
import { asProblem, Problem } from '../../core/problem.js';
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import type { News } from '../replicas/replicas.js';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';
import { checkValue, standardsOf, type TunableConfigs } from './standards.js';
import { tunableNames, type TunableName, type Tunables } from './tunables.js';

const tunedSchema = z.object({
  name: z.enum(tunableNames),
  value: z.number(),
  by: z.string(),
  /** Epoch milliseconds. */
  at: z.number().int(),
  until: z.number().int().nullable(),
  reason: z.string(),
});
type Tuned = z.infer<typeof tunedSchema>;

const tunedValues: Collection<Tuned> = {
  name: 'tunables',
  schema: tunedSchema,
  indexes: { byName: ['name'] },
};

/** How old what another process has set may be here, milliseconds. */
const refreshEvery = 2_000;

export interface RunningTunables extends Tunables {
  /** Follows what other processes set. */
  start(): void;
  stop(): Promise<void>;
}

/** @param options.now epoch milliseconds */
export function createTunables(options: {
  config: TunableConfigs;
  store: Store;
  now: () => number;
  log: Pick<Log, 'error' | 'info'>;
  /** Tells other processes at once; left out: they see it at their next look. */
  news?: News;
}): RunningTunables {
  const { store, now, log, news } = options;
  const standards = standardsOf(options.config);
  let known: ReadonlyMap<TunableName, Tuned> = new Map();
  let loop: Loop | undefined;

  news?.listen((told) => {
    if (told.kind === 'settings-changed' || told.kind === 'lost') loop?.wake();
  });

  let asked = 0;
  let answered = 0;

  /** An answer that is older than one that came before it counts for nothing. */
  async function refresh(): Promise<void> {
    asked += 1;
    const turn = asked;
    const { items } = await store.list(tunedValues, {
      index: 'byName',
      limit: tunableNames.length,
    });
    if (turn < answered) return;
    answered = turn;
    known = new Map(items.map(({ doc }) => [doc.name, doc]));
  }

  /** What holds now, or null where it stands as configured. */
  function holding(name: TunableName): Tuned | null {
    const tuned = known.get(name);
    return tuned && (tuned.until === null || tuned.until > now()) ? tuned : null;
  }

  function valueOf(name: TunableName): number {
    const { min, max, standard } = standards[name];
    const tuned = holding(name);
    // The bounds may have moved with another version or configuration.
    return tuned ? Math.min(max, Math.max(min, tuned.value)) : standard;
  }

  return {
    get: valueOf,

    async list() {
      await refresh();
      return tunableNames.map((name) => {
        const tuned = holding(name);
        return {
          ...standards[name],
          name,
          value: valueOf(name),
          changed: tuned && {
            by: tuned.by,
            at: tuned.at,
            until: tuned.until,
            reason: tuned.reason,
          },
        };
      });
    },

    async set(name, given) {
      checkValue({ name, ...standards[name] }, given.value);
      if (given.until !== null && given.until <= now())
        throw new Problem(
          'invalid_input',
          'It would have ended already.',
          'Give an end that is still to come, or none.',
          { field: 'until' },
        );
      const tuned = { name, ...given, at: now() };
      if (!(await store.insert(tunedValues, name, tuned)))
        await update(store, tunedValues, name, (stored) =>
          isSame(stored, tuned) ? stored : tuned,
        );
      await refresh();
      news?.tell({ kind: 'settings-changed' });
      log.info({ name, value: given.value, until: given.until }, 'a setting was changed');
    },

    async reset(name) {
      await store.remove(tunedValues, name);
      await refresh();
      news?.tell({ kind: 'settings-changed' });
      log.info({ name }, 'a setting is as configured again');
    },

    start() {
      loop ??= every(refreshEvery, refresh, (error) => {
        if (asProblem(error).code === 'internal')
          log.error({ err: error }, 'settings could not be read');
      });
    },

    async stop() {
      await loop?.stop();
    },
  };
}

function isSame(a: Tuned, b: Tuned): boolean {
  return a.value === b.value && a.by === b.by && a.until === b.until && a.reason === b.reason;
}
