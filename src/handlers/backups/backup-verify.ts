// `backup verify`: proves that a backup can be restored. (Runbook 4 "Backup Best Practices": test restores monthly, verify data
// integrity after restore)
import { z } from 'zod';
import { checkVerify, runVerify } from '../../services/backups-restore/verify-run.js';
import { planVerify, verifyData } from '../../services/backups-restore/verify-plan.js';
import { defineAction } from '../../services/context.js';

export const backupVerify = defineAction({
  id: 'backup.verify',
  family: 'Backups',
  summary: 'Prove a backup: restore it into a scratch database, compare, drop it',
  runbook: 'notion-bot-api#backup-best-practices',
  examples: [
    'backup verify',
    'backup verify notion_bot-2026-11-21T02-00-00.000Z',
    'backup verify --database notion_bot',
  ],
  args: ['name'],
  risk: 'routine',
  input: z.object({
    name: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Which backup; without it the newest that was never verified'),
    database: z.string().min(1).max(63).optional().describe('One of this database'),
  }),
  data: verifyData,
  plan: planVerify,
  run: ({ data }, context) => runVerify(data, context),
  verify: ({ data }, context) => checkVerify(data, context),
  undo: () => null,
  reconcile: async () => ({
    outcome: 'not-done',
    evidence: 'It goes into a scratch database of its own, and can be done again.',
  }),
});
