// `service start`: starts a system's service that was stopped, and sees that it is well.
// (Runbook 2 "During Maintenance": systemctl start; runbook 4 "Disaster Recovery Procedure": docker-compose up -d)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import {
  actingData,
  planActing,
  runActing,
  settleActing,
} from '../../services/service-control/acting.js';
import { upChecks } from '../../services/service-control/health-after.js';
import { serviceNamed } from '../../services/service-control/service-of.js';

export const serviceStart = defineAction({
  id: 'service.start',
  family: 'Services',
  summary: "Start a system's service and see that it is well",
  runbook: 'oberaconnect#during-maintenance',
  examples: ['service start oberaconnect'],
  args: ['system'],
  risk: 'guarded',
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
  }),
  data: actingData,
  async plan({ system }, context) {
    const plan = await planActing(
      system,
      { verb: 'start', title: 'Start', undo: 'Stops it again.', isUpAfter: true },
      context,
    );
    if (plan.data.before !== 'running') return plan;
    throw new Problem(
      'not_possible',
      `${plan.data.system} runs already.`,
      'Restart it if it should begin anew.',
      {
        field: 'system',
        suggestions: [
          { label: 'Restart …', operation: 'service.restart', input: { system: plan.data.system } },
        ],
      },
    );
  },
  run: runActing,
  verify: ({ data }, context) => upChecks(serviceNamed(context.systems, data.system), context),
  undo: ({ data }) => ({ operation: 'service.stop', input: { system: data.system } }),
  reconcile: settleActing,
});
