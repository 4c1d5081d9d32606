// What a run that has ended offers to do next: what usually follows, or what mends what went wrong.
import type { Suggestion } from './report.js';
import type { Run } from './run.js';

export function offersOf({ state, plan, problem }: Run): readonly Suggestion[] {
  if (state === 'succeeded') return plan?.next ?? [];
  if (state !== 'failed') return [];
  if (problem?.suggestions !== undefined) return problem.suggestions;
  return problem?.code === 'verification_failed' ? (plan?.mend ?? []) : [];
}
