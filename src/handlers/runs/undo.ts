// `undo`: plans the action that takes a run back. It is approved and run like any other.
import { z } from 'zod';
import { runId } from '../../core/run-id.js';
import { defineCommand } from '../../services/context.js';

export const undo = defineCommand({
  id: 'undo',
  family: 'Upkeep',
  summary: 'Take a run back, as a new run with a plan of its own',
  examples: ['undo R-7K2QMF'],
  args: ['run'],
  risk: 'routine',
  input: z.object({ run: runId }),
  async act({ run: id }, { runs, actor, requestId }) {
    const run = await runs.undo(id, actor, requestId);
    return {
      status: 'info',
      headline: `${run.id} is planned: ${run.plan?.headline ?? run.operation}`,
      notes: [
        'Its card is in the on-call channel.',
        ...(actor.via === 'terminal' ? [`ppm follow ${run.id} watches it here.`] : []),
      ],
    };
  },
});
