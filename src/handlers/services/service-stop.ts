// `service stop`: stops a system's service; says who notices. Undo is to start it.
// (Runbook 2 "During Maintenance"; runbook 3 "Disable Sync Temporarily": systemctl stop; runbook 4: docker-compose stop)
import { z } from 'zod';
import type { Check } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import {
  actingData,
  planActing,
  runActing,
  settleActing,
} from '../../services/service-control/acting.js';
import { lookAt, stateText } from '../../services/service-control/look.js';
import { serviceNamed } from '../../services/service-control/service-of.js';

export const serviceStop = defineAction({
  id: 'service.stop',
  family: 'Services',
  summary: "Stop a system's service; says what depends on it",
  runbook: 'wittwizz#1-disable-sync-temporarily',
  examples: ['service stop wittwizz'],
  args: ['system'],
  risk: 'critical',
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
  }),
  data: actingData,
  async plan({ system }, context) {
    const plan = await planActing(
      system,
      {
        verb: 'stop',
        title: 'Stop',
        undo: 'Starts it again.',
        warnings: ({ service, system: { title } }) => [
          service.dependents.length > 0
            ? `${service.dependents.join(', ')} will be without it.`
            : `Nobody is named in ppm.config.yaml who depends on ${title}; there may be some.`,
          'Its components become red and alerts follow, unless a maintenance window holds them back.',
        ],
        isUpAfter: false,
      },
      context,
    );
    if (plan.data.before !== 'stopped') return plan;
    throw new Problem(
      'not_possible',
      `${plan.data.system} is stopped already.`,
      'Look at it with `service status`.',
      { field: 'system' },
    );
  },
  run: runActing,
  async verify({ data }, context): Promise<Check[]> {
    const now = await lookAt(serviceNamed(context.systems, data.system), context);
    // Without a status command the exit code of the stop command is all there is.
    if (now === null) return [];
    return [
      {
        name: 'The service is stopped',
        ok: now.state === 'stopped',
        expected: 'stopped',
        actual: stateText(now),
      },
    ];
  },
  undo: ({ data }) => ({ operation: 'service.start', input: { system: data.system } }),
  reconcile: settleActing,
});
