// `webhook disable`: switches a webhook of a GitHub repository off, where the runbook deletes it: so it can be taken back.
// (Runbook 3, "Disable Sync Temporarily")
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { hookData, hookInput } from '../../services/github/hook-change.js';
import { hookChange } from '../../services/github/hook-life.js';

export const webhookDisable = defineAction({
  id: 'webhook.disable',
  family: 'Deploy',
  summary: 'Switch a webhook of a GitHub repository off',
  runbook: 'wittwizz-notion-sync#disable-sync-temporarily',
  examples: [
    'webhook disable 512340001',
    'webhook disable 512340001 --repository meridian-finance/ppm-platform',
  ],
  args: ['id'],
  risk: 'guarded',
  input: z.object(hookInput),
  data: hookData,
  ...hookChange(false),
});
