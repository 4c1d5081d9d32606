// Silences: made with a reason and an end, ended by somebody before it. Each is one record, whose id comes from the request:
// a repeat finds what is there.
import { canonicalJson } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import { shortId } from '../../../core/short-id.js';
import type { Store } from '../../store/store.js';
import { update } from '../../store/update.js';
import type { Alerts } from '../alerts.js';
import { findGroup, findStorm } from '../finding.js';
import { silences, type Silence } from '../records.js';
import { silencesInForce } from './in-force.js';
import { holdFiring, letGo, type Releasing } from './silenced-groups.js';

type Asked = Parameters<Alerts['silence']>[0];

const minute = 60_000;
const longest = 7 * 24 * 60 * minute;

export function createSilencing(
  parts: Releasing,
): Pick<Alerts, 'silences' | 'silence' | 'endSilence'> {
  const { store, now } = parts;
  return {
    silences: () => silencesInForce(store, now()),

    async silence(asked) {
      const since = now();
      checkEnd(asked.until - since);
      if (asked.reason.trim() === '')
        throw invalid('reason', 'A silence needs a reason.', 'Say why, for those who wonder.');
      const group = await coveredBy(store, asked);
      const { match, reason, until, by } = asked;
      const wanted = { match, group, reason, by, since, until, endedAt: null, held: 0 };
      const made = await insert(store, asked.requestId, wanted);
      await holdFiring(parts, made);
      return [(await store.get(silences, made.id))?.doc ?? made];
    },

    async endSilence(id) {
      const known = id.trim().toUpperCase();
      // It holds nothing from here on; a process that dies before the rest leaves it to the sweep.
      const stored = await update(store, silences, known, (silence) =>
        silence.endedAt !== null || silence.until <= now() ? silence : { ...silence, until: now() },
      );
      if (!stored) throw unknownSilence(id);
      return finishSilence(parts, stored.doc);
    },
  };
}

/** Lets its groups go and then marks it as ended: found again until both are done. */
export async function finishSilence(parts: Releasing, silence: Silence): Promise<Silence> {
  if (silence.endedAt !== null) return silence;
  await letGo(parts, silence.id);
  const stored = await update(parts.store, silences, silence.id, (doc) =>
    doc.endedAt === null ? { ...doc, endedAt: parts.now() } : doc,
  );
  return stored?.doc ?? silence;
}

/** @param span milliseconds; the clock goes on between asking and here, so half a second less than a minute will do */
function checkEnd(span: number): void {
  if (span <= 0)
    throw invalid('for', 'That end is in the past.', 'Write how long from now: 30m, 2h or 1d.');
  if (Math.round(span / 1_000) < 60)
    throw invalid('for', 'A silence is at least a minute long.', 'Write 30m, 2h or 1d.');
  if (span > longest)
    throw invalid(
      'for',
      'A silence is 7 days long at most.',
      'What is to be quiet for longer had better be mended, or its rule changed.',
    );
}

/** Id of the group or storm, null for labels. @throws Problem */
async function coveredBy(store: Store, { id, match }: Asked): Promise<string | null> {
  const labels = Object.keys(match).length;
  if (id !== null && labels > 0)
    throw invalid('match', 'Either an alert or labels, not both.', 'Leave out one of them.');
  if (id === null && labels === 0)
    throw invalid(
      'alert',
      'There is nothing to silence.',
      'Name an alert, such as G-7K2QMF, or labels: --match "alertname=APIDown".',
    );
  if (id === null) return null;
  const found = /^\s*t-/i.test(id)
    ? await findStorm(store, id, 'alert')
    : await findGroup(store, id);
  return found.id;
}

/** Another request may have the same short id by chance: then a further one is made from the same request. */
async function insert(
  store: Store,
  requestId: string,
  wanted: Omit<Silence, 'id'>,
): Promise<Silence> {
  for (let attempt = 0; ; attempt += 1) {
    const id = shortId('S', attempt === 0 ? requestId : `${requestId}#${attempt}`);
    const silence = { id, ...wanted };
    if (await store.insert(silences, id, silence)) return silence;
    const there = await store.get(silences, id);
    if (there && asksForSame(there.doc, silence)) return there.doc;
  }
}

function asksForSame(one: Silence, other: Silence): boolean {
  const [a, b] = [one, other].map(({ match, group, reason, by }) =>
    canonicalJson({ match, group, reason, by: by.person }),
  );
  return a === b;
}

function invalid(field: string, message: string, hint: string): Problem {
  return new Problem('invalid_input', message, hint, { field });
}

function unknownSilence(id: string): Problem {
  return new Problem(
    'not_found',
    `There is no silence ${id.slice(0, 40)}.`,
    'Try `alerts` for those in force.',
    { field: 'silence' },
  );
}
