// The forms of a decision, handed in. What is wrong with them is said in the form itself.
import type { App, ViewSubmitAction } from '@slack/bolt';
import { samePerson, type Actor } from '../../core/actor.js';
import type { Runs } from '../../core/runs.js';
import { callbackIds, parseRunButton, type RunButton } from '../cards/actions.js';
import { denialReason, typedTarget } from '../cards/forms.js';
import type { ListenerParts } from './listener-parts.js';
import { orSayWhy } from './say-why.js';

type Decide = (runs: Runs, button: RunButton, by: Actor, values: unknown) => Promise<unknown>;

async function hasDecided(runs: Runs, id: string, by: Actor): Promise<boolean> {
  const run = await runs.get(id);
  const deciders = [...(run?.approvals ?? []), ...(run?.decision ? [run.decision] : [])];
  return deciders.some((decision) => samePerson(decision.by, by));
}

export function listenToDecisionForms(app: App, { desk, received }: ListenerParts): void {
  // A decision is one compare-and-swap: it is made before the acknowledgement, so that the form can say what became of it.
  function listenToDecision(callback: string, decide: Decide): void {
    app.view<ViewSubmitAction>(
      { type: 'view_submission', callback_id: callback },
      async ({ view, body, ack }) => {
        const acknowledged = received('form');
        const button = parseRunButton(view.private_metadata);
        const by = desk.directory.fromSlack(body.user.id);
        const runs = desk.engine.runsFor(`form:${view.id}:${view.hash}`);
        await orSayWhy({ ack, log: desk.log, blockOf: (field) => field }, async () => {
          if (!button) return null;
          await decide(runs, button, by, view.state.values).catch(async (error: unknown) => {
            // The same form delivered twice: its decision counts, so this person must not be told that it doesn't.
            if (!(await hasDecided(runs, button.run, by))) throw error;
          });
          return null;
        });
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
}
