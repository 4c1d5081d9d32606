// Taking over for a while: overrides are made, listed and ended here. Two never hold at once.
import { Problem } from '../../core/problem.js';
import { shortId } from '../../core/short-id.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import type { Oncall, Override } from './oncall.js';
import { overrideRecords, overridesAfter, publicOf } from './override-records.js';
import { zonedText } from './wall-clock.js';

const day = 24 * 60 * 60_000;
const longestDays = 90;

/** @param options.now epoch milliseconds */
export function createOverrides({
  store,
  timeZone,
  now,
}: {
  store: Store;
  timeZone: string;
  now: () => number;
}): Pick<Oncall, 'overrides' | 'override' | 'endOverride'> {
  async function refuseOverlap(id: string, asked: { from: number; until: number }): Promise<void> {
    const present = await overridesAfter(store, asked.from);
    const other = present.find((one) => one.id !== id && one.from < asked.until);
    if (other) throw overlapping(other, timeZone);
  }

  return {
    overrides: () => overridesAfter(store, now()),

    async override({ who, from, until, by, reason, requestId }) {
      const id = shortId('O', requestId);
      const made = await store.get(overrideRecords, id);
      if (made) return publicOf(made.doc);
      checkTimes(from, until, now());
      await refuseOverlap(id, { from, until });
      const override: Override = { id, who, from, until, by, reason };
      await store.insert(overrideRecords, id, { ...override, endedBy: null });
      try {
        // Once more: somebody else may have looked before this one was there. If both did, neither stays.
        await refuseOverlap(id, { from, until });
      } catch (error) {
        await store.remove(overrideRecords, id);
        throw error;
      }
      return override;
    },

    async endOverride(typed, by) {
      const id = typed.trim().toUpperCase();
      let ended = false;
      const stored = await update(store, overrideRecords, id, (doc) => {
        ended = doc.until > now() && doc.until > doc.from;
        return ended ? { ...doc, until: now(), endedBy: by } : doc;
      });
      if (stored && ended) return publicOf(stored.doc);
      throw new Problem(
        'not_found',
        `There is no override ${id.slice(0, 40)} that holds or is to come.`,
        '`oncall` lists those there are.',
        { field: 'override' },
      );
    },
  };
}

function checkTimes(from: number, until: number, now: number): void {
  if (until <= from)
    throw refused(
      'It would end before it begins.',
      'Give an end that is later than its beginning.',
    );
  if (until <= now)
    throw refused('It would end in the past.', 'Give an end that is still to come.');
  if (until - from > longestDays * day)
    throw refused(
      `It would last longer than ${longestDays} days.`,
      'Change the rotation in ppm.config.yaml for that.',
    );
}

function refused(message: string, hint: string): Problem {
  return new Problem('invalid_input', message, hint, { field: 'until' });
}

function overlapping({ id, who, from, until }: Override, zone: string): Problem {
  return new Problem(
    'invalid_input',
    `It overlaps ${id}: ${who.person} from ${zonedText(from, zone)} until ${zonedText(until, zone)}.`,
    `End that one first (\`oncall end ${id}\`), or choose another time.`,
    {
      field: 'from',
      suggestions: [{ label: `End ${id}`, operation: 'oncall.end', input: { override: id } }],
    },
  );
}
