// Two levels: what this process has read, then what any replica has read since the last change of ours (SharedCache). A value that
// comes from outside this process is believed only as far as it has the right shape.
import { z } from 'zod';
import type { SharedCache } from '../replicas/replicas.js';
import type { CacheEntries } from './cache-entries.js';

export interface SharedEntriesOptions<Value> {
  own: CacheEntries<Value>;
  shared: SharedCache;
  /** Tells entries of another kind with the same key apart. */
  kind: string;
  schema: z.ZodType<Value>;
  /** Of what is behind the entries; null while it is not known: then only this process's own are used. */
  version: () => number | null;
  /** Epoch milliseconds. */
  now: () => number;
}

export function sharedEntries<Value>(options: SharedEntriesOptions<Value>): CacheEntries<Value> {
  const { own, shared, kind, version, now } = options;
  const textSchema = z.object({
    at: z.number(),
    until: z.number(),
    value: options.schema,
  });
  /** What another version has left behind is never found again, and goes when its time is over. */
  const keyOf = (key: string, of: number): string => `${kind} ${of} ${key}`;

  return {
    async get(key, group) {
      const mine = await own.get(key, group);
      const asked = version();
      if (mine || asked === null) return mine;
      const text = await shared.get(keyOf(key, asked));
      if (text === null) return null;
      const kept = textSchema.safeParse(parsed(text)).data;
      // What was forgotten while Redis was asked stays forgotten.
      if (!kept || kept.until <= now() || version() !== asked) return null;
      const entry = { value: kept.value, at: kept.at };
      await own.set(key, group, entry, kept.until - kept.at);
      return entry;
    },
    async set(key, group, entry, ttlMs) {
      await own.set(key, group, entry, ttlMs);
      const of = version();
      const until = entry.at + ttlMs;
      if (of === null || until <= now()) return;
      const text = JSON.stringify({ at: entry.at, until, value: entry.value });
      await shared.set(keyOf(key, of), text, until - now());
    },
    forget: (group) => own.forget(group),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
