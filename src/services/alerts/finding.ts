// A group or a storm by the id that somebody typed.
import { Problem } from '../../core/problem.js';
import type { Store } from '../store/store.js';
import { alertGroups, storms, type AlertGroup, type Storm } from './records.js';

/** @throws Problem not_found (field `alert`) */
export async function findGroup(store: Store, id: string): Promise<AlertGroup> {
  const known = id.trim().toUpperCase();
  const stored = await store.get(alertGroups, known);
  if (stored) return stored.doc;
  throw new Problem(
    'not_found',
    `There is no alert ${id.slice(0, 40)}.`,
    known.startsWith('T-')
      ? `Try \`alerts --storm ${known.slice(0, 40)}\` for what is in a storm.`
      : 'Try `alerts` for those that fire.',
    { field: 'alert' },
  );
}

/** @throws Problem not_found */
export async function findStorm(store: Store, id: string, field: string): Promise<Storm> {
  const stored = await store.get(storms, id.trim().toUpperCase());
  if (stored) return stored.doc;
  throw new Problem(
    'not_found',
    `There is no storm ${id.slice(0, 40)}.`,
    'Try `alerts`: it names the one under way.',
    { field },
  );
}
