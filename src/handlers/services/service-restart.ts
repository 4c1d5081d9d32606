// `service restart`: restarts a system's service, and sees that it is well afterwards.
// (Runbook 2 "Sync Job Not Running": systemctl restart; runbook 4 "Application startup issues": docker-compose restart)
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import {
  actingData,
  planActing,
  runActing,
  settleActing,
} from '../../services/service-control/acting.js';
import { upChecks } from '../../services/service-control/health-after.js';
import { serviceNamed } from '../../services/service-control/service-of.js';

export const serviceRestart = defineAction({
  id: 'service.restart',
  family: 'Services',
  summary: "Restart a system's service and see that it is well",
  runbook: 'oberaconnect#1-sync-job-not-running',
  examples: ['service restart oberaconnect'],
  args: ['system'],
  risk: 'guarded',
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
  }),
  data: actingData,
  plan: ({ system }, context) =>
    planActing(
      system,
      {
        verb: 'restart',
        title: 'Restart',
        undo: 'There is nothing to take back: it runs again afterwards.',
        warnings: ({ service }, before) => [
          ...(before === 'running' && service.dependents.length > 0
            ? [`It is away for a moment: ${service.dependents.join(', ')} will notice.`]
            : []),
          ...(before === 'restarting'
            ? ['It restarts in a loop: another restart rarely helps; read its log first.']
            : []),
        ],
        isUpAfter: true,
      },
      context,
    ),
  run: runActing,
  verify: ({ data }, context) => upChecks(serviceNamed(context.systems, data.system), context),
  undo: () => null,
  reconcile: settleActing,
});
