// The life of a deployment as an action: deploy.bundle, deploy.control-room and deploy.rollback share it.
import type { Check, Doubt, Reconciliation, Step } from '../../core/operation.js';
import type { JsonObject } from '../../core/json.js';
import type { Context } from '../context.js';
import { findDispatched } from '../github/find-run.js';
import { pause } from '../resilience/abortable.js';
import { checkDeploy, waitUntilWell } from './after-deploy.js';
import type { DeployPlan } from './deploy-data.js';
import { placeOf } from './deploy-place.js';
import type { Wait } from './follow-run.js';
import { runCommand, settleCommand } from './run-command.js';
import { runWorkflow, type DeployWork } from './run-workflow.js';

type WithRun = Context & { run: string };

/** GitHub lists a dispatched run within seconds; after this one that is not listed was not dispatched, milliseconds. */
const listedWithin = 60_000;

export interface DeployLife {
  run(plan: DeployPlan, context: WithRun & { step: Step }): Promise<void>;
  verify(plan: DeployPlan, context: WithRun): Promise<Check[]>;
  undo(plan: DeployPlan): { operation: string; input: JsonObject } | null;
  reconcile(plan: DeployPlan, context: WithRun, doubt: Doubt): Promise<Reconciliation>;
}

/** @param wait between two looks at GitHub, and at components */
export function createDeployLife(wait: Wait = pause): DeployLife {
  const workOf = ({ data }: DeployPlan, context: WithRun): DeployWork => ({
    place: placeOf(context.deployRules, data.what, data.stage),
    data,
    context,
    wait,
  });
  return {
    async run(plan, context) {
      const work = workOf(plan, context);
      const { way } = work.place.deployable;
      if (way.kind === 'workflow') await runWorkflow(work, way, context);
      else await runCommand(work, way, context);
      await context.step('check', (tell) => waitUntilWell(work, tell));
    },

    verify: (plan, context) => checkDeploy(workOf(plan, context)),

    undo({ data: { what, stage, undoTo } }) {
      if (undoTo === null) return null;
      return { operation: 'deploy.rollback', input: { what, stage, commit: undoTo } };
    },

    async reconcile(plan, context, doubt) {
      const work = workOf(plan, context);
      const { way } = work.place.deployable;
      if (doubt.step === 'deploy') return settleCommand(work, doubt);
      if (doubt.step !== 'dispatch' || way.kind !== 'workflow')
        return { outcome: 'not-done', evidence: 'It only looks: looking again is harmless.' };
      const found = await findDispatched(
        context.github,
        {
          repository: way.repository,
          workflow: way.workflow,
          marker: context.run,
          since: doubt.since,
        },
        context.signal,
      );
      if (found) return { outcome: 'done', evidence: `GitHub has it: ${found.url}` };
      return context.now() < doubt.since + listedWithin
        ? { outcome: 'unknown', evidence: 'GitHub does not list it; it may do so in a moment.' }
        : { outcome: 'not-done', evidence: 'GitHub does not list it a minute later.' };
    },
  };
}
