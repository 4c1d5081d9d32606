// Which kind of failure a Problem is, so that syncs and diagnoses can tell them apart without reading texts.
import { Problem, type ProblemCode } from '../../core/problem.js';
import type { FailureKind } from '../sync/sync-state.js';

/** A Problem that Notion's answer has told the kind of. */
export class NotionProblem extends Problem {
  readonly kind: FailureKind;
  /** Name of the property at fault, where the answer names one. */
  readonly property: string | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    hint: string,
    options: { kind: FailureKind; property?: string } & ConstructorParameters<typeof Problem>[3],
  ) {
    super(code, message, hint, options);
    this.kind = options.kind;
    this.property = options.property;
  }
}

/** `other` where nothing is known. */
export function failureKindOf(problem: Problem): FailureKind {
  if (problem instanceof NotionProblem) return problem.kind;
  return kinds[problem.code] ?? 'other';
}

/** Of Problems that others than Notion's client have made. */
const kinds: Partial<Record<ProblemCode, FailureKind>> = {
  not_found: 'not_found',
  invalid_input: 'schema',
  outside_unavailable: 'unavailable',
};
