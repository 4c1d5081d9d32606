// What goes wrong on purpose in the systems' own servers, where no other simulator is at fault.

export const flagNames = [
  'control-room-mock',
  'sync-not-running',
  'unifi-401',
  'disk-full',
  'low-memory',
  'circuit-open',
  'sync-failures',
  'slow-api',
  'errors-5xx',
  'restarts',
  'tool-slow',
  'success-rate-low',
  'cache-cold',
] as const;
export type Flag = (typeof flagNames)[number];

export interface Flags {
  has(flag: Flag): boolean;
  set(flag: Flag, isOn: boolean): void;
}

/** @param changed called after each change */
export function createFlags(changed: (flag: Flag, isOn: boolean) => void): Flags {
  const on = new Set<Flag>();
  return {
    has: (flag) => on.has(flag),
    set(flag, isOn) {
      if (on.has(flag) === isOn) return;
      if (isOn) on.add(flag);
      else on.delete(flag);
      changed(flag, isOn);
    },
  };
}
