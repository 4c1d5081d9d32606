// The part of a run's card that asks for a decision, and the buttons that give it.
import type { ApprovalRule, Run } from '../../core/run.js';
import { actionIds, runButtonValue, suggestionButton } from './actions.js';
import { button, confirmation } from './blocks.js';
import type { Part } from './fit.js';
import { buttonsPart, prosePart } from './parts.js';
import { dateToken, isoTime, mentionOf, number, person } from './text.js';

/** More mentions than this help nobody. */
const mentioned = 20;

/** Who may approve, how many have, and until when. */
export function approvalPart(run: Run, rule: ApprovalRule, approverMentions: string[]): Part {
  const sentences = [
    `*Who may approve*: ${mentions(approverMentions)}. Not the person who asked.`,
    `*Approvals*: ${number(run.approvals.length)} of ${number(rule.quorum)}${approvedBy(run)}.`,
    ...(rule.typeTarget ? [`The approver types the target's name.`] : []),
    `*Expires*: ${dateToken(rule.expiresAt)}`,
  ];
  return {
    ...prosePart(
      sentences.join('\n'),
      `Approvals: ${run.approvals.length} of ${rule.quorum}; expires ${isoTime(rule.expiresAt)}`,
    ),
    keep: true,
  };
}

/** Those who may approve, as mentions. */
export function mentions(ids: readonly string[]): string {
  if (ids.length === 0) return 'nobody is configured';
  const more = ids.length - mentioned;
  const shown = ids.slice(0, mentioned).map(mentionOf).join(' ');
  return more > 0 ? `${shown} and ${number(more)} more` : shown;
}

/** `, by <@U1>, <@U2>`; empty when nobody has approved. */
export function approvedBy(run: Run): string {
  const people = run.approvals.slice(0, mentioned).map((approval) => person(approval.by));
  return people.length === 0 ? '' : `, by ${people.join(', ')}`;
}

/** Approve, Deny, Cancel. The first two open a form where they need to know more. */
export function decisionButtons(run: Run): Part {
  const value = runButtonValue(run);
  return buttonsPart([
    button('Approve', actionIds.approve, value, { style: 'primary' }),
    button('Deny', actionIds.deny, value, { style: 'danger' }),
    button('Cancel', actionIds.cancel, value),
  ]);
}

/** Opens the form in which the lead of an open P0 or P1 says why they approve alone. */
export function breakGlassButton(run: Run): Part {
  const input = { run: run.id, plan: run.planHash ?? '' };
  const offer = { label: 'Break glass', operation: 'break.glass', input };
  const clicked = suggestionButton(offer, 0);
  return buttonsPart(clicked === null ? [] : [clicked]);
}

/** Stops a run that is approved or under way. */
export function cancelButton(run: Run): Part {
  const confirm = confirmation(
    'Cancel this run?',
    'It stops before its next step. What is already done stays done.',
    'Cancel the run',
    'Let it go on',
  );
  return buttonsPart([button('Cancel', actionIds.cancel, runButtonValue(run), { confirm })]);
}

/** Files the action that takes the run back. */
export function undoButton(run: Run): Part {
  const confirm = confirmation(
    'Undo this run?',
    'This plans the way back and shows it first. Where the policy says so, it needs approval too.',
    'Undo',
    'Leave it',
  );
  return buttonsPart([button('Undo', actionIds.undo, runButtonValue(run), { confirm })]);
}
