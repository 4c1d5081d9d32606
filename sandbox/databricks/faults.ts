// What can go wrong on purpose. The switches are data, so that tests, the page and other processes
// set them alike; those with a count wear out.
import { z } from 'zod';

const pattern = z.string().refine((text) => {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}, 'not a regular expression');

const count = z.int().min(0);

export const faultsSchema = z
  .object({
    /** Answer every request with 401 (no valid token any more) or 403 (a token that may not). */
    unauthorized: z.union([z.literal(401), z.literal(403)]),
    /** The next `count` requests get 503. */
    unavailable: z.object({ count, retryAfterSeconds: z.number().min(0).default(1) }),
    /** The next `count` requests get 429. */
    tooManyRequests: z.object({ count, retryAfterSeconds: z.number().min(0).default(1) }),
    /**
     * `after-commit`: matching statements take full effect, then the connection is cut without an
     * answer. `before-run`: the connection is cut and nothing has happened: to the client they look
     * alike.
     */
    lostReply: z.object({
      match: pattern,
      count: count.default(1),
      phase: z.enum(['after-commit', 'before-run']).default('after-commit'),
    }),
    /** Matching statements run this long before they commit, whatever becomes of the client. */
    slow: z.object({ match: pattern, millis: count }),
    /** Matching statements fail with this text and change nothing. */
    failStatement: z.object({
      match: pattern,
      error: z.string(),
      sqlState: z.string().default('XX000'),
      count: count.default(1),
    }),
    /** The storage of staged files answers the next `count` requests with this status. */
    storageRefuses: z.object({ status: z.int().min(400).max(599), count: count.default(1) }),
    /** The user lacks the privilege on the tables that match. */
    denied: z.object({ match: pattern, privilege: z.enum(['SELECT', 'MODIFY']) }),
    /** The warehouse is stopped: the first statement starts it, and waits with all others. */
    coldStart: z.object({ millis: count }),
    /** Connections are cut as they come. */
    down: z.literal(true),
  })
  .partial()
  .strict();

export type Faults = z.infer<typeof faultsSchema>;
/** As written by hand, with the defaults left out. */
export type FaultsInput = z.input<typeof faultsSchema>;

type Counted = 'unavailable' | 'tooManyRequests' | 'lostReply' | 'failStatement' | 'storageRefuses';

const matches = (match: string, text: string) => new RegExp(match, 'is').test(text);

export class FaultBox {
  private faults: Faults = {};
  private readyAt: number | undefined;
  private readonly onDown: () => void;

  /** `onDown` cuts the connections that are open. */
  constructor(onDown: () => void) {
    this.onDown = onDown;
  }

  get(): Faults {
    return structuredClone(this.faults);
  }

  /** Replaces all switches; `{}` heals everything. */
  set(faults: FaultsInput): void {
    this.replace(faults);
  }

  /** The same for what came from outside. Throws a ZodError for what is no fault. */
  replace(faults: unknown): void {
    this.faults = faultsSchema.parse(faults);
    this.readyAt = undefined;
    if (this.faults.down === true) this.onDown();
  }

  /** The fault, if it is on and not worn out; each taking wears it. */
  private take<K extends Counted>(key: K): Faults[K] | undefined {
    const fault = this.faults[key];
    if (fault === undefined || fault.count === 0) return undefined;
    fault.count -= 1;
    return this.faults[key];
  }

  takeUnavailable() {
    return this.take('unavailable');
  }

  takeTooManyRequests() {
    return this.take('tooManyRequests');
  }

  takeStorageRefusal() {
    return this.take('storageRefuses');
  }

  takeLostReply(sql: string) {
    const fault = this.faults.lostReply;
    return fault !== undefined && matches(fault.match, sql) ? this.take('lostReply') : undefined;
  }

  takeFailure(sql: string) {
    const fault = this.faults.failStatement;
    return fault !== undefined && matches(fault.match, sql)
      ? this.take('failStatement')
      : undefined;
  }

  /** How long this statement runs before it commits, in milliseconds. */
  slowness(sql: string): number {
    const { slow } = this.faults;
    return slow !== undefined && matches(slow.match, sql) ? slow.millis : 0;
  }

  denies(privilege: 'SELECT' | 'MODIFY', table: string): boolean {
    const { denied } = this.faults;
    return denied?.privilege === privilege && matches(denied.match, table);
  }

  /** How long a statement must still wait for the warehouse to start, in milliseconds. */
  startingFor(now: number): number {
    if (this.faults.coldStart === undefined) return 0;
    this.readyAt ??= now + this.faults.coldStart.millis;
    return Math.max(0, this.readyAt - now);
  }
}
