// The steps of a run: which one is in doubt, and how they change together with the run.
import type { Run, StepRecord } from './run.js';

/** The step whose intent was stored and whose outcome was not. */
export function stepInDoubt(run: Run): StepRecord | undefined {
  return run.steps.find(inDoubt);
}

/** True while a cancellation can still stop something: what is being verified or looked into must not be disturbed. */
export function isToBeInterrupted(run: Run): boolean {
  const acting = run.steps.some((step) => step.state === 'in_progress');
  return run.cancelRequested !== null && run.state === 'running' && acting;
}

/** True between the intent of a step and its outcome. */
export function inDoubt(step: StepRecord): boolean {
  return step.state === 'in_progress' || step.state === 'unknown';
}

/** A step in doubt once it is known what happened: done, or to be done. */
export function resolved(
  step: StepRecord,
  event: { outcome: 'done' | 'not-done'; evidence: string },
  now: number,
): StepRecord {
  if (event.outcome === 'done')
    return { ...step, state: 'done', endedAt: now, note: event.evidence };
  return { ...untouched(step), state: 'pending' };
}

/** What stays of a step that is begun again. */
export function untouched({ id, title, reached }: StepRecord): Omit<StepRecord, 'state'> {
  return { id, title, ...(reached === undefined ? {} : { reached }) };
}

/** The run with one of its steps changed. */
export function withStep(run: Run, id: string, change: (step: StepRecord) => StepRecord): Run {
  return { ...run, steps: run.steps.map((step) => (step.id === id ? change(step) : step)) };
}

/** The run with nothing left to do: what was under way gets `last`, what was to come is skipped. */
export function endSteps(run: Run, last: 'failed' | 'skipped', now: number): Run {
  return {
    ...run,
    steps: run.steps.map((step) =>
      inDoubt(step)
        ? { ...step, state: last, endedAt: now }
        : step.state === 'pending'
          ? { ...step, state: 'skipped' }
          : step,
    ),
  };
}
