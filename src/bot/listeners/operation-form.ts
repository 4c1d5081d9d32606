// The form of an operation, handed in: checked before the acknowledgement, so that what is wrong is said in it. Where the
// operation can ask for more once it knows this much, a second form follows in the same view.
import type { App, ViewSubmitAction } from '@slack/bolt';
import { jsonObjectSchema, type JsonObject } from '../../core/json.js';
import { wordsOf, type Operation } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { Context } from '../../services/context.js';
import { checkInput, inputProblem, validateInput } from '../../services/engine/parse/validate.js';
import { operationNamed } from '../../services/engine/parts.js';
import { callbackIds } from '../cards/actions.js';
import { fieldId, labelOf } from '../cards/form-fields.js';
import { readFormMemory, type FormMemory } from '../cards/form-memory.js';
import { valuesFromForm } from '../cards/form-values.js';
import { loadingView, messageView } from '../cards/forms.js';
import { moreAnswers, moreId } from '../cards/more-fields.js';
import type { IncomingOf } from '../incoming.js';
import { storeAway, type ListenerParts } from './listener-parts.js';
import { orSayWhy, type Next } from './say-why.js';

type View = ViewSubmitAction['view'];
type Answer = Omit<IncomingOf<'form'>, 'kind'>;

export function listenToOperationForm(app: App, { inbox, desk, received }: ListenerParts): void {
  app.view<ViewSubmitAction>(
    { type: 'view_submission', callback_id: callbackIds.operation },
    async ({ view, body, ack }) => {
      const acknowledged = received('form');
      const memory = readFormMemory(view.private_metadata);
      const operation = operationNamed(desk.operations, memory.operation);
      const blockOf = (field: string): string | null => blockFor(view, memory, field);
      await orSayWhy({ ack, log: desk.log, blockOf }, async () => {
        const given = { ...memory.given, ...valuesFromForm(operation, view.state.values) };
        const answer = (input: JsonObject): Answer => ({
          user: body.user.id,
          channel: memory.channel,
          responseUrl: null,
          operation: operation.id,
          input,
        });
        if (isFirstPart(view, memory, operation))
          return secondPart(view, answer(firstPart(operation, given)));
        const input = validateInput(operation, { ...given, ...answersIn(view, memory) });
        // A view is handed in once; a repeat of the delivery has the same id.
        await inbox.accept(`form:${view.id}`, 'form', { kind: 'form', ...answer(input) });
        return null;
      });
      acknowledged();
    },
  );

  function secondPart(view: View, answer: Answer): Next {
    // By this name the view is not known before Slack shows it: what comes for it earlier can't be overwritten by it.
    const externalId = `more:${view.id}`;
    return {
      view: loadingView(labelOf(wordsOf({ id: answer.operation })), externalId),
      async afterwards() {
        try {
          await inbox.accept(externalId, 'more', { kind: 'more', externalId, ...answer });
        } catch (error) {
          desk.log.error({ err: error }, 'a form could not be stored');
          const instead = messageView('Nothing was changed', storeAway);
          await desk.client.views.update({ view_id: view.id, view: instead });
        }
      },
    };
  }
}

/** What the operation asks for by its own later has no input in this form. */
function isFirstPart(view: View, memory: FormMemory, operation: Operation<Context>): boolean {
  if (operation.kind !== 'action' || !operation.more || operation.moreInto === undefined)
    return false;
  const isHere = inputsOf(view).includes(fieldId(operation.moreInto));
  return memory.more === undefined && !isHere && memory.given[operation.moreInto] === undefined;
}

/** @throws Problem invalid_input for what is wrong with it so far */
function firstPart(operation: Operation<Context>, given: Record<string, unknown>): JsonObject {
  const later = operation.kind === 'action' ? operation.moreInto : undefined;
  const checked = checkInput(operation, given);
  const faults = checked.ok ? [] : checked.faults.filter(({ field }) => field !== later);
  if (faults.length > 0) throw inputProblem(operation, faults);
  return jsonObjectSchema.parse(given);
}

/** @throws Problem invalid_input when nobody has filled in anything */
function answersIn(view: View, { more }: FormMemory): Record<string, string> {
  if (!more) return {};
  const answers = moreAnswers(more, view.state.values);
  if (answers !== undefined) return { [more.into]: answers };
  throw new Problem('invalid_input', 'Nothing is changed here.', 'Fill in at least one field.', {
    field: more.into,
  });
}

/** Slack shows a complaint only where an input is: one that has none stands at the first. */
function blockFor(view: View, { more }: FormMemory, field: string): string | null {
  const inputs = inputsOf(view);
  const wanted = more?.into === field ? moreId(0) : fieldId(field);
  return inputs.includes(wanted) ? wanted : (inputs[0] ?? null);
}

function inputsOf(view: View): string[] {
  return view.blocks.flatMap(({ type, block_id: id }) =>
    type === 'input' && id !== undefined ? [id] : [],
  );
}
