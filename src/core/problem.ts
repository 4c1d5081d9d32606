// The failures that a person can meet, as a closed list. Each carries what happened, and what to do about it.
import { z } from 'zod';
import { suggestionSchema, type Suggestion } from './report.js';

export const problemCodes = [
  'unknown_operation',
  'invalid_input',
  'not_allowed',
  'not_found',
  'not_possible',
  'target_busy',
  'plan_drifted',
  'already_decided',
  'history_gone',
  'outside_refused',
  'outside_unavailable',
  'outcome_unknown',
  'verification_failed',
  'cancelled',
  'lease_lost',
  'store_unavailable',
  'internal',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** A Problem as it is stored in a run and shown on a card. */
export const problemRecordSchema = z.object({
  code: z.enum(problemCodes),
  message: z.string(),
  hint: z.string(),
  /** Input field at fault, by its name in the operation's schema. */
  field: z.string().optional(),
  /** What would help, as buttons. */
  suggestions: z.array(suggestionSchema).optional(),
});
export type ProblemRecord = z.infer<typeof problemRecordSchema>;

/** More ways out than this are no help. */
const mostSuggestions = 3;

/** An error meant for the person who asked: `message` says what happened, `hint` what they can do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly hint: string;
  readonly field: string | undefined;
  readonly suggestions: readonly Suggestion[];

  constructor(
    code: ProblemCode,
    message: string,
    hint: string,
    options: { field?: string; cause?: unknown; suggestions?: readonly Suggestion[] } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.hint = hint;
    this.field = options.field;
    this.suggestions = (options.suggestions ?? []).slice(0, mostSuggestions);
  }

  toRecord(): ProblemRecord {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.suggestions.length === 0 ? {} : { suggestions: [...this.suggestions] }),
    };
  }
}

/** Any thrown value as a Problem; what is not one already is a fault of ours, told without its inner text. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(
    'internal',
    'Something went wrong inside ppm-oncall.',
    'Nothing more is known here; the log has the details. Try again, and tell the platform team if it stays.',
    { cause: error },
  );
}
