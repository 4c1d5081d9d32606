// `sync resume`: ends a pause before its time.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineCommand } from '../../services/context.js';
import { systemNamed } from '../../services/systems/systems.js';

export const syncResume = defineCommand({
  id: 'sync.resume',
  family: 'Sync',
  summary: 'End a pause of syncs',
  runbook: 'wittwizz#disable-sync-temporarily',
  examples: ['sync resume finance-ppm', 'sync resume'],
  args: ['system'],
  risk: 'routine',
  input: z.object({
    system: z
      .string()
      .max(60)
      .optional()
      .meta({ field: 'system', description: 'Which one; without it the pause of all' }),
  }),
  async act(input, { systems, syncState }) {
    const system = input.system === undefined ? '*' : systemNamed(systems, input.system).name;
    const shown = system === '*' ? 'all systems' : system;
    if (!(await syncState.resume(system))) {
      const others = (await syncState.pauses()).map((pause) => pause.system);
      throw new Problem(
        'not_possible',
        `Syncs of ${shown} are not paused.`,
        others.length > 0
          ? `Paused: ${others.join(', ').replace('*', 'all systems')}.`
          : 'Nothing is paused.',
        { field: 'system' },
      );
    }
    const still = system === '*' ? null : await syncState.pauseOf(system);
    return {
      status: still ? 'warning' : 'good',
      headline: still
        ? `The pause of ${shown} has ended, but ${still.system === '*' ? 'all systems are' : 'it is'} paused by ${still.by}`
        : `Syncs of ${shown} go on`,
      suggestions:
        still || system === '*'
          ? []
          : [{ label: 'Sync now', operation: 'sync', input: { system } }],
    };
  },
});
