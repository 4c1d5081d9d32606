// Which group a sender's key stands for now. Gone for longer than `flapMinutes` and back is a new episode: a new group, with
// a card of its own.
import { shortId } from '../../../core/short-id.js';
import type { Store } from '../../store/store.js';
import { alertGroups, groupKeys, type GroupKey } from '../records.js';
import type { Merged } from './merge.js';

/**
 * The key's document, made or moved to the next episode where needed.
 * @param firstNew when the first alert came in that fires and was not known, if what came until `clearedAt` is resolved; null: none
 */
export async function groupFor(
  store: Store,
  merged: Merged,
  flapMs: number,
  firstNew: (clearedAt: number) => number | null,
): Promise<GroupKey> {
  for (;;) {
    const stored = await store.get(groupKeys, merged.hash);
    if (!stored) {
      const first = await episode(store, merged, 1, merged.clearedAt);
      if (await store.insert(groupKeys, merged.hash, first)) return first;
      continue;
    }
    const { doc: key, revision } = stored;
    const clearedAt = Math.max(key.clearedAt, merged.clearedAt);
    const since = firstNew(clearedAt);
    const isBack = since !== null && (await isGone(store, key.group, since - flapMs));
    if (!isBack && clearedAt === key.clearedAt) return key;
    const next = isBack
      ? await episode(store, merged, key.episode + 1, clearedAt)
      : { ...key, clearedAt };
    if (await store.replace(groupKeys, merged.hash, revision, next)) return next;
  }
}

/** Resolved at that time or before. */
async function isGone(store: Store, group: string, at: number): Promise<boolean> {
  const stored = await store.get(alertGroups, group);
  if (stored?.doc.state !== 'resolved' || stored.doc.resolvedAt === null) return false;
  return stored.doc.resolvedAt <= at;
}

/** Short ids can be the same by chance: then a further one is made from the same key. */
async function episode(
  store: Store,
  { hash, source, groupKey }: Merged,
  number: number,
  clearedAt: number,
): Promise<GroupKey> {
  for (let attempt = 0; ; attempt += 1) {
    const text = `${hash}:${number}`;
    const group = shortId('G', attempt === 0 ? text : `${text}#${attempt}`);
    const there = (await store.get(alertGroups, group))?.doc;
    const isFree =
      !there || (there.source === source && there.key === groupKey && there.episode === number);
    if (isFree) return { group, episode: number, clearedAt };
  }
}
