// `break glass`: in an open P0 or P1 its lead approves alone, with a reason. Everyone who could have approved is told, and a
// review is due. (docs/alerts-and-incidents.md)
import { z } from 'zod';
import { runId } from '../../core/run-id.js';
import { defineCommand } from '../../services/context.js';

export const breakGlass = defineCommand({
  id: 'break.glass',
  family: 'Incidents',
  summary: 'Approve alone, as the lead of an open P0 or P1; it is announced and reviewed',
  examples: [
    'break glass R-7K2QMF --plan 0f3a9c21d4e5 "the approvers do not answer"',
    'break glass R-7K2QMF --plan 0f3a9c21d4e5 --target main.silver.projects "all dashboards are down"',
  ],
  args: ['run', 'reason'],
  rest: true,
  risk: 'routine',
  input: z.object({
    run: runId,
    plan: z
      .string()
      .regex(/^[0-9a-f]{12,64}$/, 'the first 12 or more characters of the plan hash')
      .describe('Hash of the plan you read; `approve <run>` shows it'),
    reason: z.string().trim().min(1).max(500).describe('Why it can not wait for somebody else'),
    target: z
      .string()
      .max(300)
      .optional()
      .describe("Name of the run's target, for a critical operation"),
  }),
  async act({ run: id, plan, reason, target }, { runs, actor, incidentRules }) {
    const run = await runs.breakGlass(id, actor, {
      hash: plan,
      reason,
      ...(target === undefined ? {} : { typed: target }),
    });
    return {
      status: 'warning',
      headline: `You approved ${run.id} alone: ${run.plan?.headline ?? run.operation}`,
      notes: [
        `Everyone who could have approved is told; a review is due within ${incidentRules.reviewHours} h.`,
      ],
    };
  },
});
