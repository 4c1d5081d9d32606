// `webhook enable`: switches a webhook of a GitHub repository on again.
// (Runbook 3, "Disable Sync Temporarily")
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { hookData, hookInput } from '../../services/github/hook-change.js';
import { hookChange } from '../../services/github/hook-life.js';

export const webhookEnable = defineAction({
  id: 'webhook.enable',
  family: 'Deploy',
  summary: 'Switch a webhook of a GitHub repository on again',
  runbook: 'wittwizz-notion-sync#disable-sync-temporarily',
  examples: [
    'webhook enable 512340001',
    'webhook enable 512340001 --repository meridian-finance/ppm-platform',
  ],
  args: ['id'],
  risk: 'guarded',
  input: z.object(hookInput),
  data: hookData,
  ...hookChange(true),
});
