// What a run would change, or changed: the part of its card that people approve.
import type { Plan } from '../../core/plan.js';
import type { Run, RunState } from '../../core/run.js';
import type { Part } from './fit.js';
import { factsPart, linesPart, prosePart, smallPart, together } from './parts.js';
import {
  clipMarkup,
  code,
  dateToken,
  inert,
  inertLine,
  isoTime,
  oneLine,
  person,
  visible,
} from './text.js';

/**
 * Changes, warnings and facts of the plan, most important first.
 * @param state so that a change which didn't come about is not told as one that did
 */
export function planParts(plan: Plan, state: RunState): Part[] {
  const lead = state === 'awaiting_approval' || state === 'succeeded' ? '' : 'Planned: ';
  const warned = state === 'awaiting_approval' ? ':warning:' : '*Warned before*:';
  const facts: Plan['facts'] = [
    { label: 'Target', value: plan.target, mono: true },
    { label: 'Environment', value: plan.environment },
    ...plan.facts,
  ];
  return [
    ...together(plan.changes.map((change) => changePart(lead, change))),
    ...plan.warnings.map((warning) =>
      prosePart(`${warned} ${inert(warning)}`, `Warning: ${visible(warning)}`),
    ),
    ...factsPart(facts),
    undoPart(plan),
  ];
}

function changePart(lead: string, change: Plan['changes'][number]): Part {
  const side = (text: string): string => clipMarkup(inertLine(text), 1_200);
  const markup = `${lead}*${clipMarkup(inertLine(change.label), 300)}*: ${side(change.before) || '–'} → *${side(change.after) || '–'}*`;
  return {
    ...prosePart(
      markup,
      `${lead}${oneLine(change.label)}: ${visible(change.before)} → ${visible(change.after)}`,
    ),
    cut:
      inertLine(change.label).length > 300 ||
      [change.before, change.after].some((text) => inertLine(text).length > 1_200),
  };
}

function undoPart({ undo }: Plan): Part {
  return prosePart(`*Undo*: ${inert(undo)}`, `Undo: ${visible(undo)}`);
}

/** What the run will do, step by step, before it does. */
export function intendedSteps(plan: Plan): Part {
  return linesPart(
    'Steps',
    plan.steps.map((step, place) => `${place + 1}. ${oneLine(step.title)}`),
  );
}

/** Who asked for what, and the run's id to refer to. */
export function originPart(run: Run, operationSummary: string): Part {
  const takesBack = run.undoOf === null ? '' : ` · takes back ${code(run.undoOf)}`;
  const again = run.attempts > 1 ? ` · attempt ${run.attempts}` : '';
  const approvers = run.approvals.slice(0, 20).map(({ by }) => by);
  const approved =
    approvers.length === 0 ? '' : ` · approved by ${approvers.map(person).join(', ')}`;
  return smallPart(
    `${clipMarkup(inertLine(operationSummary), 300)} · asked by ${person(run.requestedBy)} ${dateToken(run.createdAt)}${approved} · ${code(run.id)}${takesBack}${again}`,
    `${oneLine(operationSummary)} · asked by ${oneLine(run.requestedBy.person)} at ${isoTime(run.createdAt)} · ${run.id}`,
  );
}
