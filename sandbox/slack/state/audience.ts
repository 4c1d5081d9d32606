// Who must be told that something they can see has changed: a version per person, and the open event sockets.

export interface Audience {
  version(user: string): number;
  /** Something these people can see has changed. */
  touch(users: Iterable<string>): void;
  /** @returns a function that ends the subscription */
  subscribe(user: string, listener: (version: number) => void): () => void;
}

export function createAudience(): Audience {
  const versions = new Map<string, number>();
  const listeners = new Set<{ user: string; listener: (version: number) => void }>();
  const version = (user: string) => versions.get(user) ?? 1;
  return {
    version,
    touch(users) {
      for (const user of new Set(users)) {
        versions.set(user, version(user) + 1);
        for (const entry of listeners) if (entry.user === user) entry.listener(version(user));
      }
    },
    subscribe(user, listener) {
      const entry = { user, listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}
