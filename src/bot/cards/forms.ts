// The forms: an operation's missing inputs, the approver's typing of a name, the reason for a denial. Slack's trigger
// lives for three seconds, so a form opens as a loading view and is then filled.
import type { InputBlock, ModalView } from '@slack/types';
import { fieldsOf } from '../../core/fields.js';
import { wordsOf, type OperationInfo } from '../../core/operation.js';
import type { Run } from '../../core/run.js';
import { callbackIds, runButtonValue } from './actions.js';
import { context, plainText, section, type MessageBlock } from './blocks.js';
import { fieldBlock, labelOf } from './form-fields.js';
import { typedIn } from './form-values.js';
import { titleOf } from './run-words.js';
import { clipMarkup, code, inert, inertLine } from './text.js';

/** Longest title, submit and close of a view. */
const viewTitle = 24;
const longestReason = 500;
const ids = { target: 'target', reason: 'reason' } as const;

/**
 * A form with an input for each field of an operation.
 * @param given what is known already, by field name
 * @param options.tables names to choose from where a field is a table; typed where there are none
 * @param options.errors what is wrong with a given value, by field name
 */
export function operationForm(
  operation: OperationInfo,
  given: Record<string, unknown>,
  options: { tables: readonly string[]; privateMetadata: string; errors?: Record<string, string> },
): ModalView {
  const fields = fieldsOf(operation.input).flatMap((field) => {
    const error = options.errors?.[field.name];
    return [
      fieldBlock(field, given[field.name], options.tables),
      ...(error === undefined ? [] : [context(`:warning: ${inert(error)}`)]),
    ];
  });
  const runbook = operation.runbook === undefined ? '' : ` · runbook ${code(operation.runbook)}`;
  return {
    ...modal(labelOf(wordsOf(operation)), [
      section(inert(operation.summary)),
      context(`${code(`/ppm ${wordsOf(operation)}`)}${runbook}`),
      ...fields,
    ]),
    submit: plainText(operation.risk === 'read' ? 'Show' : 'Continue', viewTitle),
    callback_id: callbackIds.operation,
    private_metadata: options.privateMetadata,
  };
}

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

/** What stands in a form until its content is known. */
export function loadingView(title: string): ModalView {
  return modal(title, [section(':hourglass_flowing_sand: One moment …')]);
}

/** Says something in a form's place, e.g. that somebody else has decided meanwhile. */
export function messageView(title: string, text: string): ModalView {
  return modal(title, [section(inert(text))]);
}

function modal(title: string, blocks: MessageBlock[]): ModalView {
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
