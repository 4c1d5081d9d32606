// `deny`: says no to a run, with the reason that its card will show.
import { z } from 'zod';
import { runId } from '../../core/run-id.js';
import { defineCommand } from '../../services/context.js';

export const deny = defineCommand({
  id: 'deny',
  family: 'Upkeep',
  summary: 'Deny a run that waits for approval, with a reason',
  examples: ['deny R-7K2QMF --reason "the nightly job is still writing"'],
  args: ['run'],
  risk: 'routine',
  input: z.object({
    run: runId,
    reason: z.string().trim().min(1).max(500).meta({ field: 'long-text', description: 'Why not' }),
  }),
  async act({ run: id, reason }, { runs, actor }) {
    const run = await runs.deny(id, actor, reason);
    return {
      status: 'info',
      headline: `You denied ${run.id}: ${run.plan?.headline ?? run.operation}`,
    };
  },
});
