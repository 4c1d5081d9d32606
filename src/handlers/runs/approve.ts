// `approve`: for when the card is out of reach. Without --plan it shows the plan and the line that approves just that plan.
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import type { Run } from '../../core/run.js';
import { runId } from '../../core/run-id.js';
import { expectState } from '../../core/run-state.js';
import { Problem } from '../../core/problem.js';
import { defineCommand } from '../../services/context.js';

/** Enough of the plan's hash to type. */
const hashDigits = 12;

export const approve = defineCommand({
  id: 'approve',
  family: 'Upkeep',
  summary: "Approve somebody else's run, having read its plan",
  examples: [
    'approve R-7K2QMF',
    'approve R-7K2QMF --plan 0f3a9c21d4e5 --target main.silver.projects',
  ],
  args: ['run'],
  risk: 'routine',
  input: z.object({
    run: runId,
    plan: z
      .string()
      .regex(/^[0-9a-f]{12,64}$/, 'the first 12 or more characters of the plan hash')
      .optional()
      .describe('Hash of the plan you read'),
    target: z
      .string()
      .max(300)
      .optional()
      .describe("Name of the run's target, for a critical operation"),
  }),
  async act(input, { runs, actor }) {
    if (input.plan === undefined)
      return show(
        await found(runs.get(input.run.toUpperCase()), input.run),
        actor.via === 'terminal' ? 'ppm' : '/ppm',
      );
    const run = await runs.approve(input.run, actor, {
      hash: input.plan,
      ...(input.target === undefined ? {} : { typed: input.target }),
    });
    return {
      status: 'good',
      headline: `You approved ${run.id}: ${run.plan?.headline ?? run.operation}`,
    };
  },
});

async function found(run: Promise<Run | null>, id: string): Promise<Run> {
  const stored = await run;
  if (!stored)
    throw new Problem('not_found', `There is no run ${id}.`, 'Try `approvals`.', { field: 'run' });
  return stored;
}

function show(run: Run, command: string): Report {
  expectState(run, ['awaiting_approval']);
  const plan = run.plan;
  if (!plan) throw new Problem('not_possible', `${run.id} has no plan yet.`, 'Wait a moment.');
  const typed = run.approval?.typeTarget ? ` --target ${plan.target}` : '';
  return {
    status: 'warning',
    headline: plan.headline,
    facts: [
      ...plan.facts,
      ...plan.changes.map((change) => ({
        label: change.label,
        value: `${change.before} → ${change.after}`,
      })),
    ],
    findings: plan.warnings.map((warning) => ({ severity: 'warning' as const, title: warning })),
    sections: [
      {
        title: 'To approve exactly this plan',
        lines: [
          `${command} approve ${run.id} --plan ${run.planHash?.slice(0, hashDigits) ?? ''}${typed}`,
        ],
        code: true,
      },
    ],
  };
}
