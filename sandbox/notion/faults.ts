// What goes wrong on purpose. Those with a count wear out.
import { z } from 'zod';
import type { NotionFaults } from './protocol.js';

const pattern = z.string().refine((text) => {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}, 'not a regular expression');
const count = z.int().min(0);
const seconds = z.number().min(0).default(1);

export const faultsSchema = z
  .object({
    unauthorized: z.boolean(),
    restricted: z.object({ match: pattern }),
    rateLimited: z.object({ count, retryAfterSeconds: seconds }),
    overloaded: z.object({ count, retryAfterSeconds: seconds }),
    serverError: z.object({
      match: pattern,
      count,
      status: z.union([z.literal(500), z.literal(502), z.literal(503)]).default(500),
    }),
    lostReply: z.object({ match: pattern, count }),
    cut: z.object({ match: pattern, count }),
    slow: z.object({ match: pattern, millis: count }),
    conflict: z.object({ match: pattern, count }),
    badCursor: z.object({ count }),
    stuckCursor: z.boolean(),
    down: z.boolean(),
  })
  .partial()
  .strict();

type Counted =
  'rateLimited' | 'overloaded' | 'serverError' | 'lostReply' | 'cut' | 'conflict' | 'badCursor';

export class FaultBox {
  private faults: z.output<typeof faultsSchema> = {};

  get(): NotionFaults {
    return withoutUndefined(structuredClone(this.faults));
  }

  /** Replaces all of them; `{}` heals everything. Throws a ZodError for what is none. */
  set(faults: unknown): void {
    this.faults = faultsSchema.parse(faults);
  }

  isOn(key: 'unauthorized' | 'stuckCursor' | 'down'): boolean {
    return this.faults[key] === true;
  }

  /** The fault, if it is on for this call; each taking wears it. */
  take<Key extends Counted>(
    key: Key,
    call: string,
  ): z.output<typeof faultsSchema>[Key] | undefined {
    const fault = this.faults[key];
    if (fault === undefined || fault.count === 0 || !fits(fault, call)) return undefined;
    fault.count -= 1;
    return this.faults[key];
  }

  restricts(call: string): boolean {
    return this.faults.restricted !== undefined && fits(this.faults.restricted, call);
  }

  slowness(call: string): number {
    const { slow } = this.faults;
    return slow !== undefined && fits(slow, call) ? slow.millis : 0;
  }
}

function fits(fault: object, call: string): boolean {
  return !('match' in fault) || new RegExp(String(fault.match), 'i').test(call);
}

/** The protocol's optional fields are either there or not. */
function withoutUndefined(faults: z.output<typeof faultsSchema>): NotionFaults {
  const entries = Object.entries(faults).filter(([, value]) => value !== undefined);
  const plain: NotionFaults = Object.fromEntries(entries);
  return plain;
}
