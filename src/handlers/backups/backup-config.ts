// `backup config`: the bot's own memory and configuration as a file. (Runbook 3 "Backup Strategy": sync state every Sunday;
// runbook 5 "Evening Wrap-up Routine": the configuration)
import { z } from 'zod';
import type { Check } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import { stateText } from '../../services/backups/describe.js';
import { defineAction } from '../../services/context.js';

export const backupConfig = defineAction({
  id: 'backup.config',
  family: 'Backups',
  summary: "Back up the bot's own memory and configuration",
  runbook: 'orchestra#evening-wrap-up-routine',
  examples: ['backup config'],
  args: [],
  risk: 'routine',
  input: z.object({}),
  data: z.object({}),

  plan: async () => ({
    target: 'ppm-oncall state',
    environment: 'production',
    headline: "Back up the bot's own memory and configuration",
    facts: [
      { label: 'What', value: 'every record of the bot, and ppm.config.yaml without secrets' },
      { label: 'Goes to', value: 'state-backups in PPM_DATA_DIR' },
    ],
    changes: [],
    warnings: [
      'It stays on this machine: copy PPM_DATA_DIR, state-backups to another one as well.',
    ],
    steps: [
      { id: 'state', title: 'Write every record and the configuration' },
      { id: 'prune', title: 'Remove the ones that need not be kept any more' },
    ],
    undo: 'There is none: it only reads. Backups that retention removes are gone.',
    guard: {},
    data: {},
  }),

  async run(_plan, { stateBackups, step, signal }) {
    await step('state', async (tell) => {
      const backup = await stateBackups.make({ signal, tell });
      return `${backup.name}: ${stateText(backup)}`;
    });
    await step('prune', async () => {
      const removed = await stateBackups.prune();
      return removed.length === 0 ? 'none to remove' : `removed ${removed.join(', ')}`;
    });
  },

  async verify(_plan, { stateBackups }) {
    const [newest] = await stateBackups.list();
    const check = (ok: boolean, expected: string, actual: string): Check[] => [
      { name: 'It can be read back', ok, expected, actual },
    ];
    if (!newest) return check(false, 'a backup', 'none');
    const expected = `${stateText(newest)}, sha256 ${newest.sha256.slice(0, 12)}`;
    try {
      await stateBackups.inspect(newest);
      return check(true, expected, expected);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return check(false, expected, error.message);
    }
  },

  undo: () => null,

  reconcile: async () => ({
    outcome: 'not-done',
    evidence: 'A backup that was not finished does not count; it is simply made again.',
  }),
});
