// The life of switching a webhook off or on: `webhook disable` and `webhook enable` share it.
import type { Step } from '../../core/operation.js';
import type { PlanOf } from '../../core/plan.js';
import type { Context } from '../context.js';
import {
  checkHook,
  planHookChange,
  productionOf,
  settleHook,
  type HookData,
} from './hook-change.js';

export function hookChange(isActive: boolean) {
  return {
    plan: (
      input: { id: number; repository?: string | undefined },
      { github, githubRules: rules, overview, signal }: Context,
    ) =>
      planHookChange(
        { ...input, isActive, environment: productionOf(overview.environments) },
        { github, rules, signal },
      ),

    async run(
      { data: { repository, id } }: PlanOf<HookData>,
      { github, step, signal }: Context & { step: Step },
    ): Promise<void> {
      await step('set', async () => {
        await github.setHook(repository, id, isActive, signal);
        return undefined;
      });
    },

    verify: ({ data }: PlanOf<HookData>, { github, signal }: Context) =>
      checkHook(data, { github, signal }),

    undo: ({ data: { repository, id } }: PlanOf<HookData>) => ({
      operation: isActive ? 'webhook.disable' : 'webhook.enable',
      input: { id, repository },
    }),

    reconcile: ({ data }: PlanOf<HookData>, { github, signal }: Context) =>
      settleHook(data, { github, signal }),
  };
}
