// Which groups each silence kept quiet: a row for each, so that a group counts once however often it is looked at, and is
// found again when the silence ends.
import { z } from 'zod';
import type { Collection, Store } from '../../store/store.js';
import { update } from '../../store/update.js';
import { chunks } from '../changing.js';
import { silences } from '../records.js';

const heldSchema = z.object({ silence: z.string(), group: z.string() });

const heldGroups: Collection<z.infer<typeof heldSchema>> = {
  name: 'alert_silence_groups',
  schema: heldSchema,
  indexes: { bySilence: ['silence', 'group'] },
};

/** Harmless to repeat. */
export async function countHeld(store: Store, silence: string, group: string): Promise<void> {
  const isNew = await store.insert(heldGroups, `${silence}/${group}`, { silence, group });
  if (isNew) await recount(store, silence);
}

/** Rows are the truth: a count that was lost with its process is made good here. */
export async function recount(store: Store, silence: string): Promise<void> {
  const held = await store.count(heldGroups, { index: 'bySilence', equals: [silence] });
  await update(store, silences, silence, (doc) => (doc.held >= held ? doc : { ...doc, held }));
}

/** Ids of the groups, in chunks. */
export async function* heldBy(store: Store, silence: string): AsyncGenerator<string[]> {
  const which = { index: 'bySilence', equals: [silence] };
  for await (const rows of chunks(store, heldGroups, which)) yield rows.map(({ group }) => group);
}
