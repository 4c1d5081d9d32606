// How a run ended: its checks, its problem, who stopped it and why.
import type { Run } from '../../core/run.js';
import type { Part } from './fit.js';
import { prosePart, smallPart, together } from './parts.js';
import { doneSteps } from './run-words.js';
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

/** Every check with what was expected and what was found; failed ones first. */
export function checkParts(run: Run): Part[] {
  const failedFirst = run.checks.toSorted((a, b) => Number(a.ok) - Number(b.ok));
  return together(failedFirst.map(checkPart));
}

function checkPart(check: Run['checks'][number]): Part {
  const value = (text: string): string => clipMarkup(inertLine(text), 900) || '–';
  const name = clipMarkup(inertLine(check.name), 300);
  const markup = check.ok
    ? `:white_check_mark: ${name}: ${value(check.actual)}`
    : `:x: *${name}*: expected ${value(check.expected)}, found ${value(check.actual)}`;
  const text = `${check.ok ? 'Passed' : 'Did not hold'}: ${oneLine(check.name)}: expected ${visible(check.expected)}, found ${visible(check.actual)}`;
  const long = [check.expected, check.actual].some((part) => inertLine(part).length > 900);
  return { ...prosePart(markup, text), cut: long || inertLine(check.name).length > 300 };
}

/** What went wrong and what to do about it; at which step, and how much had been done by then. */
export function problemParts(run: Run): Part[] {
  if (run.problem === null) return [];
  const { message, hint } = run.problem;
  const step = run.steps.find((candidate) => candidate.state === 'failed');
  const done = doneSteps(run);
  const sentences = [
    message,
    ...(step === undefined ? [] : [`It failed at “${oneLine(step.title)}”.`]),
    ...(run.checks.length > 0
      ? []
      : done === 0
        ? ['No step had been finished.']
        : [`${number(done)} of ${number(run.steps.length)} steps had been done.`]),
  ];
  return [
    prosePart(sentences.map(inert).join(' '), sentences.map(visible).join(' ')),
    prosePart(`*What to do*: ${inert(hint)}`, `What to do: ${visible(hint)}`),
  ];
}

/** Who denied or cancelled it, when and why; or that nobody decided. */
export function decisionParts(run: Run): Part[] {
  const { decision } = run;
  if (decision === null)
    return [prosePart('Nobody decided in time. Nothing was changed.', 'Nobody decided in time.')];
  const started = run.history.some((entry) => entry.event === 'started');
  const reason = decision.reason.trim() === '' ? '' : `\n*Reason*: ${inert(decision.reason)}`;
  const effect = started
    ? `${number(doneSteps(run))} of ${number(run.steps.length)} steps had been done.`
    : 'Nothing was changed.';
  return [
    prosePart(
      `By ${person(decision.by)} ${dateToken(decision.at)}. ${effect}${reason}`,
      `By ${oneLine(decision.by.person)}. ${effect}\nReason: ${visible(decision.reason)}`,
    ),
  ];
}

/** What is known of a run whose outcome is not: what the last process found, and at which step. */
export function doubtParts(run: Run): Part[] {
  const doubt = run.history.findLast((entry) => entry.event === 'doubt');
  const evidence = doubt?.detail ?? '';
  return [
    prosePart(
      'The bot lost sight of this: the outcome is being looked into. Please do not repeat it by hand meanwhile.',
      'The bot lost sight of this: the outcome is being looked into.',
    ),
    ...(evidence === ''
      ? []
      : [prosePart(`*Known so far*: ${inert(evidence)}`, `Known so far: ${visible(evidence)}`)]),
  ];
}

/** Which run took this one back. */
export function undoneParts(run: Run): Part[] {
  if (run.undoneBy === null) return [];
  return [smallPart(`Taken back by ${code(run.undoneBy)}.`, `Taken back by ${run.undoneBy}.`)];
}
