// The forms of a decision (the approver's typing of a name, the reason for a denial), and what stands in a form's place.
// Slack's trigger lives for three seconds, so a form opens as a loading view and is then filled.
import type { InputBlock, ModalView } from '@slack/types';
import type { Run } from '../../core/run.js';
import { callbackIds, runButtonValue } from './actions.js';
import { plainText, section, type MessageBlock } from './blocks.js';
import { typedIn } from './form-values.js';
import { titleOf } from './run-words.js';
import { clipMarkup, code, inert, inertLine } from './text.js';

/** Longest title, submit and close of a view. */
export const viewTitle = 24;
const longestReason = 500;
const ids = { target: 'target', reason: 'reason' } as const;

/** Asks the approver of a critical action to type its target's name. Its private metadata is for `parseRunButton`. */
export function approveForm(run: Run): ModalView {
  const target = run.plan?.target ?? '';
  return {
    ...modal('Approve', [
      section(`*${clipMarkup(inertLine(titleOf(run)), 1_000)}*`),
      section(`To approve, type the target's name: ${code(target, 1_500)}`),
      textInput(ids.target, 'Name of the target', { max_length: 3_000 }),
    ]),
    submit: plainText('Approve', viewTitle),
    callback_id: callbackIds.approve,
    private_metadata: runButtonValue(run),
  };
}

/** The name that the approver typed. */
export function typedTarget(stateValues: unknown): string {
  return typedIn(stateValues, ids.target);
}

/** Asks for the reason of a denial. Its private metadata is for `parseRunButton`. */
export function denyForm(run: Run): ModalView {
  return {
    ...modal('Deny', [
      section(`*${clipMarkup(inertLine(titleOf(run)), 1_000)}*`),
      textInput(ids.reason, 'Reason', { multiline: true, max_length: longestReason }),
    ]),
    submit: plainText('Deny', viewTitle),
    callback_id: callbackIds.deny,
    private_metadata: runButtonValue(run),
  };
}

/** The reason that was given. */
export function denialReason(stateValues: unknown): string {
  return typedIn(stateValues, ids.reason);
}

/**
 * What stands in a form until its content is known.
 * @param externalId a name to find the view by
 */
export function loadingView(title: string, externalId?: string): ModalView {
  return {
    ...modal(title, [section(':hourglass_flowing_sand: One moment …')]),
    ...(externalId === undefined ? {} : { external_id: externalId }),
  };
}

/** Says something in a form's place, e.g. that somebody else has decided meanwhile. */
export function messageView(title: string, text: string): ModalView {
  return modal(title, [section(inert(text))]);
}

export function modal(title: string, blocks: MessageBlock[]): ModalView {
  return {
    type: 'modal',
    title: plainText(title, viewTitle),
    close: plainText('Close', viewTitle),
    blocks,
  };
}

function textInput(
  id: string,
  label: string,
  look: { multiline?: boolean; max_length: number },
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plainText(label, 150),
    element: { type: 'plain_text_input', action_id: id, min_length: 1, ...look },
  };
}
