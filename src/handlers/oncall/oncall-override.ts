// `oncall override`: somebody takes over for a while; at its end the rotation goes on.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { whoIs } from '../../services/incidents/who-is.js';
import {
  endInputs,
  endOf,
  oneEnd,
  timeInput,
  timeOf,
  withTypedEnd,
} from '../../services/oncall/times.js';
import { zonedText } from '../../services/oncall/wall-clock.js';
import { namesOf } from './showing/duty-words.js';

export const oncallOverride = defineCommand({
  id: 'oncall.override',
  family: 'Incidents',
  summary: 'Somebody takes over on-call until a time; then the rotation goes on',
  runbook: 'finance-ppm#escalation-matrix',
  examples: [
    'oncall override ben --for 8h',
    'oncall override ana --until "2026-11-22T18:00" --reason "Ben is ill"',
    'oncall override me --from 2026-11-22T09:00+01:00 --for 2d',
  ],
  args: ['who'],
  risk: 'routine',
  input: z
    .object({
      who: z
        .string()
        .trim()
        .min(1)
        .max(60)
        .meta({ field: 'person', description: 'A name, a mention, or me' }),
      ...endInputs,
      from: timeInput('When it begins; now where nothing is given'),
      reason: z.string().trim().max(300).default('').describe('Why, for those who wonder'),
    })
    .superRefine(oneEnd),
  async act(input, { oncall, directory, actor, requestId, now }) {
    const { timeZone } = oncall;
    const who = whoIs(directory, { text: input.who, asking: actor });
    const from = input.from === undefined ? now() : timeOf(input.from, timeZone, 'from');
    const until = endOf(input, from, timeZone);
    const made = await withTypedEnd(input, () =>
      oncall.override({ who, from, until, by: actor, reason: input.reason, requestId }),
    );
    const after = await oncall.next(Math.max(made.until - 1, made.from));
    return {
      status: 'good',
      headline: `${made.who.person} ${made.from <= now() ? 'is' : 'will be'} on call until ${zonedText(made.until, timeZone)}`,
      facts: [
        { label: 'Override', value: made.id, mono: true },
        { label: 'From', value: zonedText(made.from, timeZone) },
        { label: 'Until', value: zonedText(made.until, timeZone) },
        ...(after ? [{ label: 'Then', value: namesOf(after) }] : []),
        ...(made.reason === '' ? [] : [{ label: 'Why', value: made.reason }]),
      ],
      suggestions: [{ label: 'End it', operation: 'oncall.end', input: { override: made.id } }],
    };
  },
});
