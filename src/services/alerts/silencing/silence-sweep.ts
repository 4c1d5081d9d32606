// The loop behind silences: ends those whose time is up, and finishes what a process that died had begun.
import { z } from 'zod';
import { every, type Loop } from '../../every.js';
import type { Log } from '../../log.js';
import type { Collection } from '../../store/store.js';
import { silences } from '../records.js';
import { silencesInForce } from './in-force.js';
import { holdFiring, letGo, type Releasing } from './silenced-groups.js';
import { finishSilence } from './silencing.js';

const sweepEveryMs = 1_000;
/**
 * A group that was read before a silence began or ended may be written a moment after: so long after it the groups are
 * looked at once more.
 */
const settleMs = 5_000;
/** In one pass; the rest has its turn in the next. */
const most = 100;

/** Silences whose groups were looked at for the second time. */
const settled: Collection<{ silence: string }> = {
  name: 'alert_silences_settled',
  schema: z.object({ silence: z.string() }),
  indexes: {},
};

export function startSilenceSweep(options: Releasing & { log: Log }): Loop {
  const { store, now, log } = options;
  /** Of the settled ones those that this process knows of. */
  let known = new Set<string>();

  async function pass(): Promise<void> {
    const expired = await store.list(silences, {
      index: 'byEnd',
      equals: [null],
      min: 0,
      max: now(),
      limit: most,
    });
    for (const { id, doc } of expired.items) {
      await finishSilence(options, doc);
      log.info({ silence: id }, 'a silence has ended');
    }
    const ended = await store.list(silences, {
      index: 'byEnd',
      min: now() - settleMs,
      limit: most,
    });
    for (const { id } of ended.items) await letGo(options, id);
    await settle();
  }

  async function settle(): Promise<void> {
    const inForce = await silencesInForce(store, now());
    for (const silence of inForce) {
      const { id, since } = silence;
      if (known.has(id) || now() - since < settleMs) continue;
      if (!(await store.get(settled, id))) {
        await holdFiring(options, silence);
        await store.insert(settled, id, { silence: id });
      }
      known.add(id);
    }
    known = new Set(inForce.map(({ id }) => id).filter((id) => known.has(id)));
  }

  return every(sweepEveryMs, pass, (error) => log.warn({ err: error }, 'silences were not swept'));
}
