// What goes wrong at GitHub on purpose. Those with a count wear out.
import { z } from 'zod';

const pattern = z.string().refine((text) => {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}, 'not a regular expression');
const count = z.int().min(0).default(1);
/** `POST /repos/owner/name/…`. */
const call = { match: pattern, count };
const step = { job: z.string(), step: z.string(), count };

const faultsSchema = z
  .strictObject({
    /** Acts, then cuts the connection without a reply; of accepted calls only. */
    lostReply: z.object(call),
    /** Cuts the connection without having acted. */
    cut: z.object(call),
    serverError: z.object({
      ...call,
      status: z.union([z.literal(500), z.literal(502), z.literal(503)]).default(500),
      phase: z.enum(['before', 'after']).default('before'),
    }),
    /** Waits before it acts. */
    slow: z.object({ match: pattern, millis: z.int().min(0) }),
    /** Secondary rate limit. */
    tooFast: z.object({
      match: pattern.default('.'),
      count,
      status: z.union([z.literal(403), z.literal(429)]).default(403),
      retryAfterSeconds: z.int().min(0).default(60),
    }),
    /** No calls are left in this hour. */
    exhausted: z.literal(true),
    /** A fine-grained token that may only look. */
    readOnly: z.literal(true),
    /** GitHub Enterprise Server, which does not know `return_run_details`: with this it refuses it. */
    olderServer: z.union([z.literal(400), z.literal(422)]),
    /** Runs that reach the step fail in it. */
    failRuns: z.object(step),
    /** Runs that reach the step stay in it until they are cancelled. */
    hangRuns: z.object(step),
    /** Runs wait before they deploy until somebody approves. */
    needsApproval: z.literal(true),
    /** What is deployed shows made-up data. */
    mockData: z.object({ count }),
  })
  .partial();

type Known = z.output<typeof faultsSchema>;
type Key = keyof Known;
type Given = z.input<typeof faultsSchema>;
export type GithubFaults = Known;
export type GithubFaultsInput = { [K in Key]?: Given[K] | null };

type OfCall = 'lostReply' | 'cut' | 'serverError' | 'tooFast';

export class FaultBox {
  private faults: Known = {};

  get(): GithubFaults {
    return structuredClone(this.faults);
  }

  change(given: GithubFaultsInput): void {
    const changed = Object.entries({ ...this.faults, ...given });
    this.faults = faultsSchema.parse(
      Object.fromEntries(changed.filter(([, value]) => value !== null && value !== undefined)),
    );
  }

  /** The fault, if it is on for this call and not worn out; each taking wears it. */
  take<K extends OfCall>(key: K, called: string): Known[K] | undefined {
    const fault = this.faults[key];
    if (fault === undefined || fault.count === 0 || !fits(fault.match, called)) return undefined;
    fault.count -= 1;
    return this.faults[key];
  }

  takeServerError(called: string, phase: 'before' | 'after'): number | undefined {
    if (this.faults.serverError?.phase !== phase) return undefined;
    return this.take('serverError', called)?.status;
  }

  takeStep(key: 'failRuns' | 'hangRuns', job: string, name: string): boolean {
    const fault = this.faults[key];
    if (fault === undefined || fault.count === 0) return false;
    if (fault.job !== job || fault.step !== name) return false;
    fault.count -= 1;
    return true;
  }

  takeMockData(): boolean {
    const fault = this.faults.mockData;
    if (fault === undefined || fault.count === 0) return false;
    fault.count -= 1;
    return true;
  }

  isOn(key: 'exhausted' | 'readOnly' | 'needsApproval'): boolean {
    return this.faults[key] === true;
  }

  olderServer(): 400 | 422 | undefined {
    return this.faults.olderServer;
  }

  slowness(called: string): number {
    const { slow } = this.faults;
    return slow !== undefined && fits(slow.match, called) ? slow.millis : 0;
  }
}

function fits(match: string, called: string): boolean {
  return new RegExp(match, 'i').test(called);
}
