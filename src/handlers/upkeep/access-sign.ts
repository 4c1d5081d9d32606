// `access sign`: puts a name under the monthly review of access. (Runbook finance-ppm, "Monthly: Review Access")
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { dayText } from '../../services/notion/reading/words.js';

export const accessSign = defineCommand({
  id: 'access.sign',
  family: 'Upkeep',
  summary: 'Sign the monthly review of access',
  runbook: 'finance-ppm#monthly-review-access',
  examples: [
    'access sign --note "All as it should be"',
    'access sign --period 2026-01 --note "Azure secret rotated, the rest as before"',
  ],
  args: [],
  risk: 'routine',
  input: z.object({
    period: z
      .string()
      .trim()
      .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month such as 2026-11')
      .optional()
      .describe('Month that was reviewed; this one without it'),
    note: z.string().trim().min(1).max(500).describe('What you looked at and found'),
  }),
  async act({ period, note }, { accessReviews, actor, now }) {
    const signed = await accessReviews.sign(period ?? dayText(now()).slice(0, 7), actor, note);
    return {
      status: 'good',
      headline: `The access review of ${signed.period} is signed by ${signed.by}`,
      facts: [
        { label: 'Signed', value: dayText(signed.at) },
        { label: 'Note', value: signed.note },
      ],
    };
  },
});
