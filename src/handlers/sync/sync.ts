// `sync`: brings a system's Notion data up to date, the way ppm.config.yaml says: read by the bot itself, by a command, or
// by a call. (Runbook 1, "Run Manual Sync"; 2, "Partial Sync Failure"; 3, "Force Sync Refresh"; 4, "Manually trigger sync")
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { planSync, runSync, settleSync, verifySync } from '../../services/sync/sync-action.js';
import { syncData } from '../../services/sync/sync-plan.js';

export const sync = defineAction({
  id: 'sync',
  family: 'Sync',
  summary: "Sync a system's Notion data: what changed, everything (--full), or what failed",
  runbook: 'finance-ppm#run-manual-sync',
  examples: [
    'sync finance-ppm',
    'sync finance-ppm --database projects',
    'sync finance-ppm --full',
    'sync oberaconnect --retry-failed --batch-delay 1',
    'sync notion-bot-api --page 1f0c2a5e-8a54-4b7e-9c1d-3d5b6a7f8e90',
  ],
  args: ['system'],
  risk: 'routine',
  riskNote: 'with --full it is approved in production',
  riskOf: ({ full }) => (full ? 'guarded' : 'routine'),
  input: z
    .object({
      system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
      database: z
        .string()
        .max(300)
        .optional()
        .meta({ field: 'database', description: 'Only this database' }),
      page: z
        .string()
        .max(4_000)
        .optional()
        .describe('Only this page: its id or link; several with commas'),
      full: z
        .boolean()
        .default(false)
        .describe('Read everything again; in production it is approved'),
      retryFailed: z.boolean().default(false).describe('Only what failed last time'),
      batchDelay: z.coerce
        .number()
        .min(0)
        .max(60)
        .optional()
        .describe('Seconds to wait between batches, when Notion is rate limited'),
    })
    .superRefine((input, context) => {
      const asked = (['full', 'retryFailed', 'page'] as const).filter((name) =>
        Boolean(input[name]),
      );
      const flags = { full: '--full', retryFailed: '--retry-failed', page: '--page' };
      if (asked.length > 1)
        context.addIssue({
          code: 'custom',
          path: [asked[1] ?? 'full'],
          message: `${asked.map((name) => flags[name]).join(' and ')} can't go together: each says what to sync`,
        });
    }),
  data: syncData,
  plan: planSync,
  run: runSync,
  verify: verifySync,
  undo: () => null,
  reconcile: settleSync,
});
