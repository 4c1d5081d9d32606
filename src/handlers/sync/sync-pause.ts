// `sync pause`: refuses syncs of a system, or of all, until a time or until somebody resumes them. (Runbook 3, "Disable
// Sync Temporarily")
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { spanOf, stamp } from '../../services/sync/when.js';
import { systemNamed } from '../../services/systems/systems.js';

export const syncPause = defineCommand({
  id: 'sync.pause',
  family: 'Sync',
  summary: 'Pause syncs, scheduled ones too; they resume by themselves when the time is up',
  runbook: 'wittwizz#disable-sync-temporarily',
  examples: ['sync pause finance-ppm --for 2h --reason "Notion migration"', 'sync pause'],
  args: ['system'],
  risk: 'routine',
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Only this one' }),
    for: z.string().max(20).optional().describe('30m, 2h, 1d; without it until somebody resumes'),
    reason: z.string().max(300).default('').describe('Why, for those who wonder'),
  }),
  async act(input, { systems, syncState, actor, now }) {
    const system = input.system === undefined ? '*' : systemNamed(systems, input.system).name;
    const since = now();
    const until = input.for === undefined ? null : since + spanOf(input.for, 'for');
    await syncState.pause({ system, by: actor.person, reason: input.reason, since, until });
    return {
      status: 'info',
      headline: `Syncs of ${system === '*' ? 'all systems' : system} are paused ${until === null ? 'until somebody resumes them' : `until ${stamp(until)}`}`,
      notes: ['A sync that runs already goes on; `cancel` stops it.'],
      suggestions: [
        { label: 'Resume', operation: 'sync.resume', input: system === '*' ? {} : { system } },
      ],
    };
  },
});
