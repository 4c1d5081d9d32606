// What goes wrong on purpose with the Jobs API. Data, as the warehouse's own faults are; those with a count wear out.
import { z } from 'zod';
import { failureKinds, type FailureKind } from './failures.js';

export const callNames = [
  'list',
  'get',
  'run-now',
  'runs/list',
  'runs/get',
  'runs/get-output',
  'runs/repair',
  'runs/cancel',
] as const;
export type CallName = (typeof callNames)[number];

const call = z.enum(callNames);
const count = z.int().min(0).default(1);
const status = z.int().min(500).max(599).default(500);

export const jobFaultsSchema = z
  .object({
    /** It is carried out, then the connection is cut without an answer. */
    lostReply: z.object({ call, count }),
    /** Nothing is done. */
    errorBefore: z.object({ call, count, status }),
    /** It is carried out, and answered with an error all the same. */
    errorAfter: z.object({ call, count, status }),
    /** Waits before it acts, whatever becomes of the client. Without `call`: all of them. */
    delay: z.object({ call: call.optional(), millis: z.int().min(0) }),
    /** The next `count` requests get 429. */
    tooManyRequests: z.object({ count, retryAfterSeconds: z.number().min(0).default(1) }),
    /** More than so many requests in a second get 429. */
    rate: z.object({
      perSecond: z.number().positive(),
      retryAfterSeconds: z.number().min(0).default(1),
    }),
    /** The user may look, and nothing else. */
    viewOnly: z.literal(true),
    /**
     * By name of the job: how its runs and repairs end from now on. Without `count` all of them; without `task` it is the
     * first one.
     */
    failing: z.record(
      z.string(),
      z.object({
        kind: z.enum(failureKinds),
        task: z.string().optional(),
        count: z.int().min(0).optional(),
      }),
    ),
  })
  .partial()
  .strict();

export type JobFaults = z.infer<typeof jobFaultsSchema>;
export type JobFaultsInput = z.input<typeof jobFaultsSchema>;

export class JobFaultBox {
  private faults: JobFaults = {};
  private asked: number[] = [];

  get(): JobFaults {
    return structuredClone(this.faults);
  }

  /** Replaces all; `{}` heals everything. */
  set(faults: JobFaultsInput): void {
    this.replace(faults);
  }

  /** The same for what came from outside. Throws a ZodError for what is no fault. */
  replace(faults: unknown): void {
    this.faults = jobFaultsSchema.parse(faults);
    this.asked = [];
  }

  /** Whether it strikes this call; each striking wears it. */
  take(key: 'lostReply' | 'errorBefore' | 'errorAfter', name: CallName): boolean {
    const fault = this.faults[key];
    if (fault === undefined || fault.call !== name || fault.count === 0) return false;
    fault.count -= 1;
    return true;
  }

  delayOf(name: CallName): number {
    const { delay } = this.faults;
    return delay !== undefined && (delay.call ?? name) === name ? delay.millis : 0;
  }

  /** Seconds after which to ask again; null: it may go on. Each question counts. */
  takeTooMany(now: number): number | null {
    const { tooManyRequests: next, rate } = this.faults;
    if (next !== undefined && next.count > 0) {
      next.count -= 1;
      return next.retryAfterSeconds;
    }
    if (rate === undefined) return null;
    this.asked = this.asked.filter((at) => at > now - 1_000);
    if (this.asked.length >= rate.perSecond) return rate.retryAfterSeconds;
    this.asked.push(now);
    return null;
  }

  /** What becomes of a run or repair of the job that begins now. */
  takeFailure(job: string): { kind: FailureKind; task: string | undefined } | null {
    const fault = this.faults.failing?.[job];
    if (fault === undefined || fault.count === 0) return null;
    if (fault.count !== undefined) fault.count -= 1;
    return { kind: fault.kind, task: fault.task };
  }

  /** Null heals the job. */
  setFailing(job: string, failing: { kind: FailureKind; task?: string; count?: number } | null) {
    const { [job]: _, ...others } = this.faults.failing ?? {};
    this.faults.failing = failing === null ? others : { ...others, [job]: { ...failing } };
  }
}
