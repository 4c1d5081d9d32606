// What a silence does to the groups there are: those that fire are marked as held when it begins, and let go when it ends.
import { alertGroups, type AlertGroup, type Silence } from '../records.js';
import { changeGroup, eachFiring, type Changing } from '../changing.js';
import { countHeld, heldBy, recount } from './held-groups.js';
import { coverOf, isInForce } from './in-force.js';

export interface Releasing extends Changing {
  /** Has a group looked at again: what fires and isn't held any more gets its card. */
  reconsider: (group: string) => Promise<void>;
}

/** Marks the groups that fire now; a group that is held already keeps its reason. Harmless to repeat. */
export async function holdFiring(parts: Changing, silence: Silence): Promise<void> {
  const { store, now } = parts;
  if (!isInForce(silence, now())) return;
  const covers = await coverOf(store, silence);
  const hold = { kind: 'silence', id: silence.id } as const;
  await eachFiring(store, null, async (group) => {
    if (!covers(group) || (group.hold !== null && group.hold.id !== silence.id)) return;
    if (group.hold === null)
      await changeGroup(parts, group.id, (doc) => (doc.hold === null ? { ...doc, hold } : doc));
    await countHeld(store, silence.id, group.id);
  });
}

/**
 * Lets the groups of a silence that is over go. Each that fires is reconsidered while it still bears the mark: something
 * else may hold it from here on, and then it must not be seen in between. Harmless to repeat.
 */
export async function letGo(parts: Releasing, silence: string): Promise<void> {
  const { store, now, reconsider } = parts;
  const isMarked = ({ hold }: AlertGroup): boolean => hold?.id === silence;

  async function release(id: string): Promise<void> {
    const group = (await store.get(alertGroups, id))?.doc;
    if (!group || !isMarked(group)) return;
    if (group.state === 'firing') await reconsider(id);
    await changeGroup(parts, id, (doc) => {
      if (!isMarked(doc)) return doc;
      if (doc.state === 'firing') return { ...doc, hold: null, wakeAt: now() };
      // One that has no card either is reconsidered when it fires again.
      return doc.shownAt === null ? doc : { ...doc, hold: null };
    });
  }

  for await (const ids of heldBy(store, silence)) await Promise.all(ids.map(release));
  // Marked by a process that died before it could count them.
  await eachFiring(store, null, async (group) => {
    if (isMarked(group)) await release(group.id);
  });
  await recount(store, silence);
}
