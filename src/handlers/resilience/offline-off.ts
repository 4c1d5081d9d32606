// `offline off`: questions are asked live again. (Runbook 5, "Emergency recovery when API is inaccessible")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { stamp } from '../../services/sync/when.js';
import { isOn, offlineTarget, whileText } from './showing/offline-words.js';

export const offlineOff = defineAction({
  id: 'offline.off',
  family: 'Upkeep',
  summary: 'End offline mode: questions are asked live again',
  runbook: 'orchestra#1-system-outage-response',
  examples: ['offline off'],
  args: [],
  risk: 'guarded',
  input: z.object({}),
  data: z.object({
    reason: z.string(),
    /** Epoch milliseconds. */
    until: z.number().nullable(),
  }),

  async plan(_input, { offline }) {
    const mode = await offline.state();
    if (!mode)
      throw new Problem(
        'not_possible',
        'Offline mode is off.',
        'Every question is asked live already.',
      );
    return {
      target: offlineTarget,
      environment: 'production',
      headline: 'Turn offline mode off',
      facts: [
        { label: 'On since', value: `${stamp(mode.since)} by ${mode.by}` },
        { label: 'Why', value: mode.reason },
        { label: 'Until', value: mode.until === null ? 'it is turned off' : stamp(mode.until) },
      ],
      changes: [
        {
          label: 'Questions about Notion, Databricks and MongoDB',
          before: 'answered from what was last known',
          after: 'asked live',
        },
      ],
      warnings: [],
      steps: [{ id: 'off', title: 'Turn offline mode off' }],
      undo: 'offline on with the same reason and end',
      next: [{ label: 'Freshness', operation: 'freshness', input: {} }],
      guard: { 'offline mode': whileText(mode) },
      data: { reason: mode.reason, until: mode.until },
    };
  },

  async run(_plan, { offline, actor, step }) {
    await step('off', async () => {
      await offline.turnOff(actor);
      return undefined;
    });
  },

  async verify(_plan, { offline }) {
    return [await isOn(offline, false)];
  },

  undo: ({ data: { reason, until } }) => ({
    operation: 'offline.on',
    input: { reason, ...(until === null ? {} : { until: new Date(until).toISOString() }) },
  }),

  async reconcile(_plan, { offline }) {
    const mode = await offline.state();
    return mode
      ? { outcome: 'not-done', evidence: `It is on: ${whileText(mode)}.` }
      : { outcome: 'done', evidence: 'Offline mode is off.' };
  },
});
