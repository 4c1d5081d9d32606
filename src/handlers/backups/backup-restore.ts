// `backup restore`: brings a MongoDB database back to a backup. (Runbook 4 "Restore from Backup": stop the API, mongorestore
// --drop, start the API, count)
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { settleRestore, verifyRestore } from '../../services/backups-restore/restore-checks.js';
import { planRestore, restoreData } from '../../services/backups-restore/restore-plan.js';
import { runRestore } from '../../services/backups-restore/restore-run.js';

export const backupRestore = defineAction({
  id: 'backup.restore',
  family: 'Backups',
  summary: 'Bring a MongoDB database back to a backup: writers stopped, a safety backup first',
  runbook: 'notion-bot-api#restore-from-backup',
  examples: [
    'backup restore notion_bot-2026-11-21T02-00-00.000Z',
    'backup restore before-3f9a1c20b7de',
  ],
  args: ['name'],
  risk: 'critical',
  input: z.object({
    name: z
      .string()
      .min(1)
      .max(200)
      .describe('Name of a backup, as `backups` shows it, or the label of a safety backup'),
  }),
  data: restoreData,
  plan: ({ name }, context) => planRestore(name, context),
  run: ({ data }, context) => runRestore(data, context),
  verify: ({ data }, context) => verifyRestore(data, context),
  undo: ({ data }) => ({ operation: 'backup.restore', input: { name: data.label } }),
  reconcile: ({ data }, context, { step }) => settleRestore(data, context, step),
});
