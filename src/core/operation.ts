// The three kinds of operation. One definition serves the slash command, the form, the button, the terminal, help,
// docs and audit. `Context` is what an operation is given to work with: services/context.ts says what is in it.
import type { z } from 'zod';
import type { Field } from './fields.js';
import type { JsonObject } from './json.js';
import type { Plan } from './plan.js';
import type { Report } from './report.js';

/**
 * read: anyone in the workspace. routine: on-call, at once. guarded: needs another person's approval in production.
 * critical: always needs approval, and the target's name typed. (docs/architecture.md, "The life of a run")
 */
export type Risk = 'read' | 'routine' | 'guarded' | 'critical';

export interface OperationInfo {
  /** Dotted words: `table.restore` is typed as `table restore`. */
  id: string;
  family: string;
  summary: string;
  risk: Risk;
  /** Where the risk depends on the input: when it is another one, such as `guarded with --full`. */
  riskNote?: string;
  /** Where the rule comes from: `file#section` of a runbook. */
  runbook?: string;
  /** As typed after `/ppm`; run as tests, the first one is shown first. */
  examples: readonly string[];
  /** Names of the inputs that may be given without a flag, in order. The last takes several words when `rest` is set. */
  args: readonly string[];
  rest?: boolean;
  /** Flags that make it another operation: `{ fix: 'notion.schema.fix' }` reads `notion schema --fix` as that one. */
  switches?: Readonly<Record<string, string>>;
  input: z.ZodObject;
}

/** Inputs that only the outside knows, such as the properties of a database: a form asks for them in place of `replaces`. */
export interface MoreFields {
  /** A text input of the operation; it gets the answers as a JSON object of texts by field name. */
  replaces: string;
  /** Named as people call them; `default` is what stands there now. */
  fields: Field[];
}

/** What became of an action whose process died in the middle. */
export interface Reconciliation {
  outcome: 'done' | 'not-done' | 'unknown';
  evidence: string;
}

export interface Doubt {
  step: string;
  since: number;
}

/** A check made after a run. One that can't be made is a failed one. */
export interface Check {
  name: string;
  ok: boolean;
  expected: string;
  actual: string;
}

/**
 * Says how far a step has come, for the card. Cheap: what comes too fast is left out, the last one counts. Never fails.
 * @param reached how much is done, in a unit of the step's own: a run whose processes die is given up when that no longer
 * grows. Without it every note counts as getting on
 */
export type Tell = (note: string, reached?: number) => void;

/** Wraps one act on the outside world: the intent is stored before `act`, its outcome after. `act` may return a note for the card. */
export type Step = (id: string, act: (tell: Tell) => Promise<string | undefined>) => Promise<void>;

/** Answers a question; changes nothing. */
export interface Query<Context> extends OperationInfo {
  kind: 'query';
  read(input: unknown, context: Context): Promise<Report>;
}

/** Acts at once on the bot's own records (approve, cancel, a token): authorised and audited, without a plan of its own. */
export interface Command<Context> extends OperationInfo {
  kind: 'command';
  act(input: unknown, context: Context): Promise<Report>;
}

/** Changes something outside: planned, approved, run once, verified, undone. */
export interface Action<Context> extends OperationInfo {
  kind: 'action';
  /** How risky it is with this input; `risk` is the least. */
  riskOf(input: unknown): Exclude<Risk, 'read'>;
  /** What a form can ask for once some inputs are given; null while too little is. */
  more?(given: JsonObject, context: Context): Promise<MoreFields | null>;
  /** The input that `more` asks for field by field. Without it the request is not complete, and a form leaves it to `more`. */
  moreInto?: string;
  plan(input: unknown, context: Context): Promise<Plan>;
  /** `context.run`: id of the run. */
  run(plan: Plan, context: Context & { step: Step; run: string }): Promise<void>;
  verify(plan: Plan, context: Context & { run: string }): Promise<Check[]>;
  /** The operation and input that take it back; null where there is none. */
  undo(plan: Plan): { operation: string; input: JsonObject } | null;
  /** `doubt`: the step whose outcome is not known, and when its intent was stored (epoch milliseconds). */
  reconcile(plan: Plan, context: Context & { run: string }, doubt: Doubt): Promise<Reconciliation>;
}

export type Operation<Context> = Query<Context> | Command<Context> | Action<Context>;

/** The words that are typed for an operation: `table.restore` -> `table restore`. */
export function wordsOf(operation: Pick<OperationInfo, 'id'>): string {
  return operation.id.replaceAll('.', ' ');
}
