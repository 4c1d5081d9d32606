// How a run's state is said on its card: one icon and a word or two, the same on the card, in the reminder and at the end.
import { whatHappened } from '../../core/run-state.js';
import { hasEnded, type Run, type RunState } from '../../core/run.js';
import { clipMarkup, duration, inertLine } from './text.js';

export interface Lead {
  icon: string;
  lead: string;
}

const leads: Record<RunState, Lead> = {
  planning: { icon: ':hourglass_flowing_sand:', lead: 'Planning' },
  awaiting_approval: { icon: ':hourglass_flowing_sand:', lead: 'Approval needed' },
  approved: { icon: ':hourglass_flowing_sand:', lead: 'About to run' },
  running: { icon: ':hourglass_flowing_sand:', lead: 'Running' },
  verifying: { icon: ':hourglass_flowing_sand:', lead: 'Being verified' },
  unknown: { icon: ':warning:', lead: 'Outcome not known' },
  succeeded: { icon: ':large_green_circle:', lead: 'Done' },
  failed: { icon: ':red_circle:', lead: 'Failed' },
  denied: { icon: ':no_entry:', lead: 'Denied' },
  expired: { icon: ':no_entry:', lead: 'Expired' },
  cancelled: { icon: ':no_entry:', lead: 'Cancelled' },
};

/** @param now epoch milliseconds; the time for approval may be over before anybody has noted it */
export function leadOf(run: Run, now: number): Lead {
  return isOverdue(run, now) ? leads.expired : leads[run.state];
}

/** True while a run waits for an approval that can't be given any more. */
export function isOverdue(run: Run, now: number): boolean {
  return (
    run.state === 'awaiting_approval' && run.approval !== null && now >= run.approval.expiresAt
  );
}

/** What the run does, in a line: its plan's headline. */
export function titleOf(run: Run): string {
  return run.plan?.headline ?? run.operation;
}

/** The notification of a run's card: `Done: Restore … (run_1 has succeeded).` */
export function runSentence(run: Run, now: number): string {
  const title = clipMarkup(inertLine(titleOf(run)), 300);
  return `${leadOf(run, now).lead}: ${title} (${inertLine(run.id)} ${inertLine(whatHappened(run))}).`;
}

/** From the first start to the end, in words; null when it never ran or has not ended. */
export function tookOf(run: Run): string | null {
  const started = run.history.find((entry) => entry.event === 'started');
  const ended = run.history.find((entry) => hasEnded(entry));
  return started && ended ? duration(ended.at - started.at) : null;
}

/** How many of its steps are done. */
export function doneSteps(run: Run): number {
  return run.steps.filter((step) => step.state === 'done').length;
}
