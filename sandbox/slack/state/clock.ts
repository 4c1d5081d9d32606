// Time stamps and ids. A message's ts is its identity in its channel, so it never repeats and never goes back.

export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  /** '1754500000.000123': larger than every one before. */
  ts(): string;
  /** 'V0000000A1' and the like; never the same twice. */
  id(prefix: string): string;
}

export function createClock(now: () => number): Clock {
  let lastMicros = 0;
  let lastId = 0;
  return {
    now,
    ts() {
      lastMicros = Math.max(lastMicros + 1, Math.floor(now() * 1000));
      const seconds = Math.floor(lastMicros / 1_000_000);
      return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    id(prefix) {
      lastId += 1;
      return `${prefix}${lastId.toString(36).toUpperCase().padStart(9, '0')}`;
    },
  };
}
