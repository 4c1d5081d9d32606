// Whether a run ends with what went wrong, so that what it holds is let go; or goes on in another process, which still needs it.
import { asProblem, Problem } from '../../core/problem.js';
import type { Run } from '../../core/run.js';
import type { Context } from '../context.js';

/** Failures after which a run has surely ended. (services/engine/execution.ts) */
const certain: ReadonlySet<Problem['code']> = new Set([
  'invalid_input',
  'not_allowed',
  'not_found',
  'not_possible',
  'history_gone',
  'outside_refused',
  'outside_unavailable',
  'cancelled',
]);

/** @returns what the run ends with, and whether a person wanted it to; what it throws says that it goes on, and is thrown on */
export async function endsHere(
  error: unknown,
  { runs, run }: Pick<Context, 'runs'> & { run: string },
  before: Run | null,
): Promise<{ problem: Problem; isCancelled: boolean }> {
  const problem = asProblem(error);
  if (problem.code === 'lease_lost' || problem.code === 'store_unavailable') throw error;
  const now = await runs.get(run);
  // Another process took it over meanwhile, and does what is to be done.
  if (now?.lease?.owner !== before?.lease?.owner) throw error;
  // Nobody cancelled it: this process is stopping.
  const isCancelled = Boolean(now?.cancelRequested);
  if (problem.code === 'cancelled' && !isCancelled)
    throw new Problem(
      'outcome_unknown',
      'The process that worked on it stopped.',
      'Another one goes on.',
      { cause: error },
    );
  return { problem, isCancelled };
}

/** The same as a failure that leaves nothing in doubt; a fault of ours stays one, so that it is logged. @param more what else has to be said */
export function asCertain(problem: Problem, more: readonly string[] = []): Problem {
  if (problem.code === 'internal') return problem;
  if (certain.has(problem.code) && more.length === 0) return problem;
  return new Problem(
    certain.has(problem.code) && problem.code !== 'cancelled' ? problem.code : 'outside_refused',
    [problem.message, ...more].map(asSentence).join(' '),
    problem.hint,
    { cause: problem, suggestions: problem.suggestions },
  );
}

/** How often a step was begun, also by processes that died since. */
export function startsOf(run: Run | null, step: string): number {
  return (
    run?.history.filter(({ event, detail }) => event === 'step_started' && detail === step)
      .length ?? 0
  );
}

/** What a step that is done has said; null where it isn't. */
export function noteOf(run: Run | null, step: string): string | null {
  const found = run?.steps.find(({ id, state }) => id === step && state === 'done');
  return found?.note ?? null;
}

/** What a program said last has no full stop. */
export function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
