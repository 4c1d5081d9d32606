// `service scale`: so many instances of a system's service. (Runbook 4 "Horizontal Scaling"; "Scale resources if needed")
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

export const serviceScale = defineAction({
  id: 'service.scale',
  family: 'Services',
  summary: "Run so many instances of a system's service",
  runbook: 'notion-bot-api#infrastructure-scaling',
  examples: ['service scale notion-bot-api 3'],
  args: ['system', 'replicas'],
  risk: 'guarded',
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
    replicas: z.coerce.number().int().min(1).max(100).describe('How many instances'),
  }),
  data: actingData,
  async plan({ system, replicas }, context) {
    const of = serviceNamed(context.systems, system);
    const { maxReplicas } = of.service;
    if (replicas > maxReplicas)
      throw new Problem(
        'invalid_input',
        `${replicas} instances are more than the ${maxReplicas} that are allowed for ${of.system.title}.`,
        `Ask for at most ${maxReplicas}, or raise systems.${of.system.name}.service.maxReplicas.`,
        { field: 'replicas' },
      );
    const asked = {
      verb: 'scale' as const,
      title: `Scale to ${replicas}:`,
      fill: { replicas: String(replicas) },
      undo: 'Ask for the number that it had before; the bot is not told which that was.',
      isUpAfter: true,
    };
    return planActing(system, asked, context);
  },
  run: runActing,
  verify: ({ data }, context) => upChecks(serviceNamed(context.systems, data.system), context),
  undo: () => null,
  reconcile: settleActing,
});
