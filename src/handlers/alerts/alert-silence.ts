// `alert silence`: keeps an alert, a storm, or whatever has certain labels quiet until a time, with a reason.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { parseMatch } from '../../services/alerts/silencing/match.js';
import { defineCommand } from '../../services/context.js';
import { spanOf, stamp } from '../../services/sync/when.js';
import { groupOrStormInput } from './showing/ids.js';
import { silenced } from './showing/silence-lines.js';

export const alertSilence = defineCommand({
  id: 'alert.silence',
  family: 'Incidents',
  summary: 'Keep an alert, a storm or certain labels quiet for a time, with a reason',
  examples: [
    'alert silence G-7K2QMF --for 2h --reason "Notion migration"',
    'alert silence --match "alertname=APIDown,system=obera" --for 1d --reason "Being rebuilt"',
  ],
  args: ['alert'],
  risk: 'routine',
  input: z.object({
    alert: groupOrStormInput.optional().describe('Alert or storm; or give labels'),
    for: z.string().max(20).default('2h').describe('How long: 30m, 2h, 1d; 7d at most'),
    reason: z.string().trim().min(1).max(300).describe('Why, for those who wonder'),
    match: z
      .string()
      .max(1_000)
      .optional()
      .describe('Labels in place of an alert: alertname=APIDown,system=obera'),
  }),
  async act(input, { alerts, actor, requestId, now }) {
    const made = await alerts.silence({
      id: input.alert ?? null,
      match: input.match === undefined ? {} : parseMatch(input.match),
      reason: input.reason,
      until: now() + spanIn(input.for),
      by: actor,
      requestId,
    });
    return {
      status: 'info',
      headline: `Quiet: ${made.map((silence) => `${silenced(silence)} until ${stamp(silence.until)}`).join('; ')}`,
      facts: made.flatMap(({ id, reason, held }) => [
        { label: 'Silence', value: id, mono: true },
        { label: 'Reason', value: reason },
        { label: 'Alerts held now', value: String(held) },
      ]),
      notes: ['What still fires at its end is shown then.'],
      suggestions: made.map(({ id }) => ({
        label: 'End it now',
        operation: 'alert.unsilence',
        input: { silence: id },
      })),
    };
  },
});

/** @throws Problem invalid_input (field `for`) with the limit of silences, which is shorter than that of other spans */
function spanIn(text: string): number {
  try {
    return spanOf(text, 'for');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, error.message, 'Write 30m, 2h or 1d; 7 days at most.', {
      field: 'for',
    });
  }
}
