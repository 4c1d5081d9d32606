// `cancel`: stops a run that waits, or one that runs, as far as it can still be stopped.
import { z } from 'zod';
import { runId } from '../../core/run-id.js';
import { whatHappened } from '../../core/run-state.js';
import { defineCommand } from '../../services/context.js';

export const cancel = defineCommand({
  id: 'cancel',
  family: 'Upkeep',
  summary: 'Stop a run that waits or runs',
  examples: ['cancel R-7K2QMF'],
  args: ['run'],
  // The rule own-or-role-cancels decides: a requester who has lost their role may still cancel.
  risk: 'read',
  input: z.object({ run: runId }),
  async act({ run: id }, { runs, actor }) {
    const run = await runs.cancel(id, actor, 'Cancelled.');
    return {
      status: 'info',
      headline:
        run.state === 'cancelled'
          ? `${run.id} was cancelled; nothing was changed`
          : `${run.id} ${whatHappened(run)} and is being stopped`,
      notes: run.state === 'cancelled' ? [] : ['Its card shows whether it could still be stopped.'],
    };
  },
});
