// Where a cache keeps what was read: a small port, and the one in this process. It is bounded in number and in bytes; what
// was not asked for the longest goes first.

export interface Entry<Value> {
  value: Value;
  /** When it was read, epoch milliseconds. */
  at: number;
}

export interface CacheEntries<Value> {
  /** Null where there is none, or its time is over. */
  get(key: string, group: string): Promise<Entry<Value> | null>;
  /** @param group what can be forgotten together. @param ttlMs how long it may be kept, milliseconds from `entry.at` */
  set(key: string, group: string, entry: Entry<Value>, ttlMs: number): Promise<void>;
  /** Those of a group; without one all. */
  forget(group?: string): void;
}

interface Kept<Value> extends Entry<Value> {
  group: string;
  until: number;
  bytes: number;
}

/** @param options.maxBytes of all entries together, as JSON text; one that is larger than a tenth of it is not kept */
export function memoryEntries<Value>(options: {
  maxEntries: number;
  maxBytes: number;
  /** Epoch milliseconds. */
  now: () => number;
}): CacheEntries<Value> {
  const { maxEntries, maxBytes, now } = options;
  /** In the order in which they were asked for. */
  const all = new Map<string, Kept<Value>>();
  let bytes = 0;

  function drop(key: string): void {
    bytes -= all.get(key)?.bytes ?? 0;
    all.delete(key);
  }

  return {
    async get(key) {
      const kept = all.get(key);
      if (!kept) return null;
      all.delete(key);
      all.set(key, kept);
      if (kept.until > now()) return { value: kept.value, at: kept.at };
      drop(key);
      return null;
    },
    async set(key, group, entry, ttlMs) {
      drop(key);
      const size = Buffer.byteLength(JSON.stringify(entry.value));
      if (size > maxBytes / 10) return;
      all.set(key, { ...entry, group, until: entry.at + ttlMs, bytes: size });
      bytes += size;
      for (const oldest of all.keys()) {
        if (all.size <= maxEntries && bytes <= maxBytes) break;
        drop(oldest);
      }
    },
    forget(group) {
      for (const [key, kept] of all) if (group === undefined || kept.group === group) drop(key);
    },
  };
}
