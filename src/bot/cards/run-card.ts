// A run as Slack shows it: its card, which is edited in place; one reminder; one line at the end. Pure: the same run
// gives the same drawing.
import { hasEnded, type Run } from '../../core/run.js';
import { offersOf } from '../../core/run-offers.js';
import { buttonsOf } from './run-buttons.js';
import { fit, type Part, type Rendered } from './fit.js';
import { headlinePart, prosePart } from './parts.js';
import { approvalPart, approvedBy, mentions } from './run-approval.js';
import { checkParts, decisionParts, doubtParts, problemParts, undoneParts } from './run-ending.js';
import { intendedSteps, originPart, planParts } from './run-plan.js';
import { stepsPart } from './run-steps.js';
import { suggestionParts } from './suggestions.js';
import { isOverdue, leadOf, runSentence, titleOf, tookOf } from './run-words.js';
import {
  clipMarkup,
  code,
  dateToken,
  inert,
  inertLine,
  number,
  oneLine,
  person,
  visible,
} from './text.js';

export interface RunLook {
  /** Slack ids of those who may approve: `U…` people, `S…` user groups. */
  approverMentions: string[];
  operationSummary: string;
  /** A P0 or P1 is open: its lead may approve alone. */
  urgent: boolean;
  /** The operation can take this run back. */
  undoable: boolean;
  /** Only blocks that every workspace knows. */
  plain: boolean;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * A run's message for a view.
 * - card: the record itself, edited in place
 * - reminder: a message in the thread that asks the approvers once more
 * - outcome: a message in the thread that tells the requester how it ended
 * @returns null when there is nothing to draw: still planning, failed without a plan, or (outcome) not ended
 */
export function renderRun(
  run: Run,
  view: 'card' | 'reminder' | 'outcome',
  look: RunLook,
): Rendered | null {
  if (run.plan === null || run.state === 'planning') return null;
  switch (view) {
    case 'card':
      return card(run, look);
    case 'reminder':
      return reminder(run, look);
    case 'outcome':
      return hasEnded(run) ? outcome(run, look) : null;
  }
}

function card(run: Run, look: RunLook): Rendered {
  const { icon, lead } = leadOf(run, look.now);
  const plan = run.plan === null ? [] : planParts(run.plan, run.state);
  const particular = stateParts(run, look);
  // Who is asked to approve reads what would change first; afterwards what became of it comes first.
  const body =
    run.state === 'awaiting_approval' ? [...plan, ...particular] : [...particular, ...plan];
  return fit({
    text: runSentence(run, look.now),
    title: `${run.id}: ${oneLine(titleOf(run))}`,
    rest: 'is in the thread',
    parts: [
      headlinePart(icon, lead, titleOf(run)),
      ...body,
      ...buttonsOf(run, look),
      originPart(run, look.operationSummary),
    ],
  });
}

/** What is particular to the state, to stand right below the headline. */
function stateParts(run: Run, look: RunLook): Part[] {
  const steps = stepsPart(run, look.plain);
  switch (run.state) {
    case 'planning':
      return [];
    case 'awaiting_approval':
      return awaiting(run, look);
    case 'approved':
      return [...approvals(run), steps];
    case 'running':
      return [steps, ...cancelling(run)];
    case 'verifying':
      return [steps];
    case 'unknown':
      return [...doubtParts(run), steps];
    case 'succeeded':
      return [...checkParts(run), ...undoneParts(run), steps, ...suggestionParts(offersOf(run), 0)];
    case 'failed':
      return [
        ...problemParts(run),
        ...suggestionParts(offersOf(run), 0),
        ...checkParts(run),
        ...undoneParts(run),
        steps,
      ];
    case 'denied':
    case 'expired':
      return decisionParts(run);
    case 'cancelled':
      return [...decisionParts(run), steps];
  }
}

function awaiting(run: Run, look: RunLook): Part[] {
  if (isOverdue(run, look.now)) return decisionParts(run);
  return [
    ...(run.plan === null ? [] : [intendedSteps(run.plan)]),
    ...(run.approval === null ? [] : [approvalPart(run, run.approval, look.approverMentions)]),
  ];
}

function approvals(run: Run): Part[] {
  const by = approvedBy(run);
  return by === '' ? [] : [prosePart(`Approved${by}.`, 'Approved.')];
}

function cancelling(run: Run): Part[] {
  if (run.cancelRequested === null) return [];
  const { by, at } = run.cancelRequested;
  const text = 'It stops before its next step.';
  return [prosePart(`Cancel asked by ${person(by)} ${dateToken(at)}. ${text}`, text)];
}

function reminder(run: Run, look: RunLook): Rendered {
  const text = isOpen(run, look.now)
    ? `${mentions(look.approverMentions)}: *${clipMarkup(inertLine(titleOf(run)), 500)}* still needs an approval.${expiry(run)}`
    : `No approval is needed any more. ${runSentence(run, look.now)}`;
  const part = prosePart(isOpen(run, look.now) ? `:hourglass_flowing_sand: ${text}` : text, text);
  return fit({ text, title: run.id, rest: 'is in the thread', parts: [part] });
}

function isOpen(run: Run, now: number): boolean {
  return run.state === 'awaiting_approval' && !isOverdue(run, now);
}

function expiry({ approval }: Run): string {
  return approval === null ? '' : ` It expires ${dateToken(approval.expiresAt)}.`;
}

function outcome(run: Run, look: RunLook): Rendered {
  const { icon, lead } = leadOf(run, look.now);
  const took = tookOf(run);
  const checks = run.state === 'succeeded' ? `, ${number(run.checks.length)} checks passed` : '';
  const first = [
    `${icon} ${person(run.requestedBy)} *${lead}*: ${clipMarkup(inertLine(titleOf(run)), 500)}`,
    ...(took === null ? [] : [`(${took}${checks})`]),
    `· ${code(run.id)}`,
  ].join(' ');
  const why = reasons(run);
  const text = runSentence(run, look.now);
  return fit({
    text,
    title: run.id,
    rest: 'is in the thread',
    parts: [prosePart([first, ...why.map(inert)].join('\n'), why.map(visible).join('\n'))],
  });
}

/** Why it ended as it did, and what to do, as plain text. */
function reasons(run: Run): string[] {
  if (run.problem !== null) return [run.problem.message, run.problem.hint];
  if (run.decision === null) return [];
  const { by, reason } = run.decision;
  return [reason === '' ? `By ${by.person}.` : `By ${by.person}: ${reason}`];
}
