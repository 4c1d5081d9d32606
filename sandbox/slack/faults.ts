// The faults of protocol.ts on their switches: which call they hit, and when they are used up.
import { z } from 'zod';
import type { SlackFaults } from './protocol.js';

const counted = { method: z.string(), count: z.int() };

export const faultsPatch = z
  .strictObject({
    rateLimited: z.strictObject({ ...counted, retryAfterSeconds: z.number() }).nullable(),
    serverError: z.strictObject(counted).nullable(),
    lostReply: z.strictObject(counted).nullable(),
    down: z.boolean(),
    deliveries: z.int().min(1).max(10),
    refusedBlocks: z.array(z.string()),
    latencyMs: z.number().min(0),
  })
  .partial();

export const noFaults: SlackFaults = {
  rateLimited: null,
  serverError: null,
  lostReply: null,
  down: false,
  deliveries: 1,
  refusedBlocks: [],
  latencyMs: 0,
};

type Counted = 'rateLimited' | 'serverError' | 'lostReply';

export interface Faults {
  get(): SlackFaults;
  set(patch: Partial<SlackFaults>): SlackFaults;
  /** Whether the fault hits this call; that uses up one of its count. */
  hits(fault: Counted, method: string): boolean;
}

/** @param changed is called after each set, e.g. to cut connections when Slack goes down */
export function createFaults(changed: (faults: SlackFaults) => void): Faults {
  let faults = { ...noFaults };
  return {
    get: () => faults,
    set(patch) {
      // A copy: counting down must not change the caller's object.
      faults = { ...faults, ...structuredClone(patch) };
      changed(faults);
      return faults;
    },
    hits(name, method) {
      const fault = faults[name];
      if (fault === null || fault.count === 0) return false;
      if (fault.method !== '*' && fault.method !== method) return false;
      if (fault.count > 0) fault.count -= 1;
      if (fault.count === 0) faults = { ...faults, [name]: null };
      return true;
    },
  };
}
