// Forms handed in. What is wrong with them is said in the form itself, so they are checked before the acknowledgement.
import type { App, ViewSubmitAction } from '@slack/bolt';
import { samePerson, type Actor } from '../../core/actor.js';
import { asProblem, type Problem } from '../../core/problem.js';
import type { Runs } from '../../core/runs.js';
import { operationNamed } from '../../services/engine/parts.js';
import { validateInput } from '../../services/engine/parse/validate.js';
import { callbackIds, parseRunButton, type RunButton } from '../cards/actions.js';
import { denialReason, messageView, typedTarget } from '../cards/forms.js';
import { fieldId } from '../cards/form-fields.js';
import { valuesFromForm } from '../cards/form-values.js';
import { formMemory, type IncomingOf } from '../incoming.js';
import type { ListenerParts } from './listener-parts.js';

type Ack = (
  answer?:
    | { response_action: 'errors'; errors: Record<string, string> }
    | { response_action: 'update'; view: ReturnType<typeof messageView> },
) => Promise<void>;

type Decide = (runs: Runs, button: RunButton, by: Actor, values: unknown) => Promise<unknown>;

async function hasDecided(runs: Runs, id: string, by: Actor): Promise<boolean> {
  const run = await runs.get(id);
  const deciders = [...(run?.approvals ?? []), ...(run?.decision ? [run.decision] : [])];
  return deciders.some((decision) => samePerson(decision.by, by));
}

export function listenToForms(app: App, { inbox, desk, received }: ListenerParts): void {
  app.view<ViewSubmitAction>(
    { type: 'view_submission', callback_id: callbackIds.operation },
    async ({ view, body, ack }) => {
      const acknowledged = received('form');
      const memory = formMemory.parse(JSON.parse(view.private_metadata));
      const operation = operationNamed(desk.operations, memory.operation);
      await orSayWhy(ack, fieldId, async () => {
        const input = validateInput(operation, valuesFromForm(operation, view.state.values));
        const incoming: IncomingOf<'form'> = {
          kind: 'form',
          user: body.user.id,
          channel: memory.channel,
          responseUrl: null,
          operation: operation.id,
          input,
        };
        // A view is handed in once; a repeat of the delivery has the same id.
        await inbox.accept(`form:${view.id}`, 'form', incoming);
      });
      acknowledged();
    },
  );

  // A decision is one compare-and-swap: it is made before the acknowledgement, so that the form can say what became of it.
  function listenToDecision(callback: string, decide: Decide): void {
    app.view<ViewSubmitAction>(
      { type: 'view_submission', callback_id: callback },
      async ({ view, body, ack }) => {
        const acknowledged = received('form');
        const button = parseRunButton(view.private_metadata);
        const by = desk.directory.fromSlack(body.user.id);
        const runs = desk.engine.runsFor(`form:${view.id}:${view.hash}`);
        await orSayWhy(
          ack,
          (field) => field,
          async () => {
            if (!button) return;
            await decide(runs, button, by, view.state.values).catch(async (error: unknown) => {
              // The same form delivered twice: its decision counts, so this person must not be told that it doesn't.
              if (!(await hasDecided(runs, button.run, by))) throw error;
            });
          },
        );
        acknowledged();
      },
    );
  }
  listenToDecision(callbackIds.approve, (runs, { run, hash }, by, values) =>
    runs.approve(run, by, { hash, typed: typedTarget(values) }),
  );
  listenToDecision(callbackIds.deny, (runs, { run }, by, values) =>
    runs.deny(run, by, denialReason(values)),
  );

  /** Closes the form when `work` went well; else shows the fault under its field, or in place of the form. */
  async function orSayWhy(
    ack: Ack,
    blockOf: (field: string) => string,
    work: () => Promise<void>,
  ): Promise<void> {
    let problem: Problem | null = null;
    try {
      await work();
    } catch (error) {
      problem = asProblem(error);
      if (problem.code === 'internal') desk.log.error({ err: error }, 'a form could not be taken');
    }
    if (!problem) return ack();
    if (problem.code === 'invalid_input' && problem.field !== undefined)
      return ack({
        response_action: 'errors',
        errors: { [blockOf(problem.field)]: `${problem.message} ${problem.hint}`.slice(0, 150) },
      });
    return ack({
      response_action: 'update',
      view: messageView('Nothing was changed', `${problem.message} ${problem.hint}`),
    });
  }
}
