// A click on a card: a decision on a run, or an operation that was suggested.
import { Problem } from '../../core/problem.js';
import type { Run } from '../../core/run.js';
import { expectState } from '../../core/run-state.js';
import {
  actionIds,
  parseRunButton,
  parseSuggestion,
  suggestionIds,
  type RunButton,
} from '../cards/actions.js';
import { approveForm, denyForm } from '../cards/forms.js';
import type { IncomingOf } from '../incoming.js';
import { deliver } from './command.js';
import type { Desk } from './desk-parts.js';
import { openForm } from './open-form.js';

type Click = IncomingOf<'click'>;

export async function workOnClick(desk: Desk, requestId: string, click: Click): Promise<void> {
  if (suggestionIds.test(click.actionId)) return askSuggested(desk, requestId, click);
  const button = parseRunButton(click.value);
  if (!button) return refuse(desk, requestId, click);
  const actor = desk.directory.fromSlack(click.user);
  const runs = desk.engine.runsFor(requestId);
  switch (click.actionId) {
    case actionIds.approve:
      return approve(desk, requestId, click, button);
    case actionIds.deny: {
      const run = await waitingRun(desk, button);
      await desk.engine.authorise({ kind: 'deny', actor, run }, requestId);
      return formOrHint(desk, click, 'Deny', run);
    }
    case actionIds.cancel:
      await runs.cancel(button.run, actor, 'Cancelled on its card.');
      return;
    case actionIds.undo: {
      const undo = await runs.undo(button.run, actor, requestId);
      return deliver(desk, click, { requestId, triggerId: null }, { kind: 'run', run: undo });
    }
    default:
      return refuse(desk, requestId, click);
  }
}

async function approve(
  desk: Desk,
  requestId: string,
  click: Click,
  button: RunButton,
): Promise<void> {
  const actor = desk.directory.fromSlack(click.user);
  const run = await waitingRun(desk, button);
  await desk.engine.authorise({ kind: 'approve', actor, run }, requestId);
  if (run.approval?.typeTarget && button.hash === run.planHash)
    return formOrHint(desk, click, 'Approve', run);
  await desk.engine.runsFor(requestId).approve(run.id, actor, { hash: button.hash });
}

async function formOrHint(
  desk: Desk,
  click: Click,
  title: 'Approve' | 'Deny',
  run: Run,
): Promise<void> {
  const form = title === 'Approve' ? approveForm(run) : denyForm(run);
  if (await openForm(desk, click.triggerId, title, async () => form)) return;
  throw new Problem(
    'outside_unavailable',
    'The form could not be opened in time.',
    `Click ${title} again, or type ${title.toLowerCase()} ${run.id}.`,
  );
}

/** @throws Problem not_found or already_decided, which tells a late click what happened */
async function waitingRun(desk: Desk, button: RunButton): Promise<Run> {
  const run = await desk.engine.runs.get(button.run);
  if (!run)
    throw new Problem(
      'not_found',
      'This run is not known here.',
      'The card may belong to another installation.',
    );
  expectState(run, ['awaiting_approval']);
  return run;
}

async function askSuggested(desk: Desk, requestId: string, click: Click): Promise<void> {
  const suggestion = parseSuggestion(click.value);
  if (!suggestion) return refuse(desk, requestId, click);
  const answer = await desk.engine.ask({
    actor: desk.directory.fromSlack(click.user),
    requestId,
    signal: new AbortController().signal,
    words: suggestion,
  });
  return deliver(desk, click, { requestId, triggerId: click.triggerId }, answer);
}

/** A value that none of our buttons carries: tampered with, or from another version of the bot. */
async function refuse(desk: Desk, requestId: string, click: Click): Promise<never> {
  await desk.audit.append({
    key: `refused:${requestId}`,
    at: desk.now(),
    actor: desk.directory.fromSlack(click.user),
    action: 'refused.click',
    subject: click.actionId.slice(0, 100),
    detail: 'The click carried a value that none of my buttons has.',
  });
  throw new Problem(
    'invalid_input',
    'This button is not one of mine any more.',
    'Type the command instead; `help` lists them.',
  );
}
