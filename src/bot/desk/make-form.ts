// The form for an operation whose inputs are not complete: with the fields that only the outside knows, where the operation
// has such; and the second part of a form whose first part had to be handed in before they could be known.
import type { ModalView } from '@slack/types';
import type { JsonObject } from '../../core/json.js';
import { wordsOf } from '../../core/operation.js';
import { asProblem } from '../../core/problem.js';
import { operationNamed } from '../../services/engine/parts.js';
import { pause } from '../../services/resilience/abortable.js';
import { messageView } from '../cards/forms.js';
import { operationForm } from '../cards/operation-form.js';
import { slackFailure } from '../publisher/slack-failure.js';
import type { IncomingOf, ReplyTo } from '../incoming.js';
import type { Desk } from './desk-parts.js';

/** Slack may still be about to show the view that waits, and doesn't know it until then. */
const lookAgain = { times: 10, after: 300 };

interface Asked {
  operation: string;
  given: JsonObject;
  to: ReplyTo;
  requestId: string;
}

/**
 * The form, or what stands in its place when the outside doesn't tell what to ask for.
 * @throws Problem store_unavailable: to be tried again
 */
export async function makeForm(desk: Desk, asked: Asked, isSecond = false): Promise<ModalView> {
  const { given, to, requestId } = asked;
  const operation = operationNamed(desk.operations, asked.operation);
  try {
    const actor = desk.directory.fromSlack(to.user);
    const more = await desk.engine.more(operation.id, given, actor, requestId);
    const content = { choices: desk.choices, channel: to.channel };
    if (more && more.fields.length > 0 && given[more.replaces] === undefined)
      return operationForm(operation, given, { ...content, more });
    // Whatever `more` does not ask for in the end is typed.
    const later =
      operation.kind === 'action' && !isSecond && !more ? operation.moreInto : undefined;
    return operationForm(operation, given, { ...content, later });
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === 'store_unavailable') throw error;
    if (problem.code === 'internal') desk.log.error({ err: error }, 'a form could not be made');
    return messageView('No form', `${problem.message} ${problem.hint}`);
  }
}

/** Shows the second part in place of the view that waits for it; nothing when that was closed. */
export async function workOnMore(
  desk: Desk,
  requestId: string,
  waiting: IncomingOf<'more'>,
): Promise<void> {
  const { operation, input: given, externalId } = waiting;
  const view = await makeForm(desk, { operation, given, to: waiting, requestId }, true);
  for (let left = lookAgain.times; ; left -= 1)
    try {
      await desk.client.views.update({ external_id: externalId, view });
      return;
    } catch (error) {
      const failure = slackFailure(error);
      const isClosed = failure.kind === 'refused' && failure.error === 'not_found';
      if (isClosed && left === 0) return;
      if (!isClosed) return sayInstead(desk, waiting, error);
      await pause(lookAgain.after, new AbortController().signal);
    }
}

/** The person has a view that waits for ever: they are told another way. */
async function sayInstead(desk: Desk, to: IncomingOf<'more'>, error: unknown): Promise<void> {
  desk.log.warn({ err: error, operation: to.operation }, 'the second part of a form was not shown');
  const words = wordsOf({ id: to.operation });
  await desk.answers.say(
    to,
    `:warning: Slack did not open the form. Type \`/ppm ${words}\` again.`,
  );
}
