// `settings set`: changes a setting within its bounds, for a time or until it is changed again.
// (Runbook 2, scenarios 3, 7 and 8: "sync_rate_limit_per_second": 2, --batch-delay 1.0, "api_timeout_seconds": 30)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { timeOf, timeInput } from '../../services/oncall/times.js';
import { checkValue } from '../../services/settings/standards.js';
import { tunableNames } from '../../services/settings/tunables.js';
import { spanOf, stamp } from '../../services/sync/when.js';
import {
  changedText,
  environmentOf,
  nameInput,
  settingGuard,
  targetOf,
  tunableOf,
  valueText,
} from './showing/setting-words.js';

export const settingsSet = defineAction({
  id: 'settings.set',
  family: 'Upkeep',
  summary: 'Change a setting while the bot runs; with --for it goes back by itself',
  runbook: 'oberaconnect#3-http-429-rate-limited',
  examples: [
    'settings set notion.requests-per-minute 120 --for 2h --reason "Notion answers 429"',
    'settings set sync.batch-delay 1',
  ],
  args: ['name', 'value'],
  risk: 'guarded',
  input: z
    .object({
      name: nameInput,
      value: z.number().describe('Within the bounds that `settings` shows'),
      for: z.string().max(20).optional().describe('30m, 2h, 1d; without it until it is changed'),
      until: timeInput('Or its end: 2026-11-22T18:00Z'),
      reason: z.string().trim().max(300).default('').describe('Why, for those who wonder'),
    })
    .superRefine((given, context) => {
      if (given.for !== undefined && given.until !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['until'],
          message: 'Give --for or --until, not both.',
        });
    }),
  data: z.object({
    name: z.enum(tunableNames),
    value: z.number(),
    /** How long it holds from when it is set, milliseconds; or its end, epoch milliseconds. */
    span: z.number().nullable(),
    until: z.number().nullable(),
    reason: z.string(),
    by: z.string(),
    before: z.object({ value: z.number(), until: z.number().nullable() }).nullable(),
  }),

  async plan(input, context) {
    const { name, value, reason } = input;
    const setting = await tunableOf(context, name);
    checkValue(setting, value);
    const span = input.for === undefined ? null : spanOf(input.for, 'for');
    const until = input.until === undefined ? null : timeOf(input.until, 'UTC', 'until');
    if (until !== null && until <= context.now())
      throw new Problem(
        'invalid_input',
        `${stamp(until)} is over.`,
        'Give an end that is still to come, or use `settings reset`.',
        { field: 'until' },
      );
    const { changed } = setting;
    return {
      target: targetOf(name),
      environment: environmentOf(context),
      headline: `Set ${name} to ${valueText(setting, value)}${endText(input.for, until)}`,
      facts: [
        { label: 'What', value: setting.title },
        { label: 'Configured', value: valueText(setting, setting.standard) },
        { label: 'From – to', value: `${setting.min} – ${setting.max}` },
        ...(changed === null ? [] : [{ label: 'Changed by', value: changedText(setting) }]),
        ...(reason === '' ? [] : [{ label: 'Why', value: reason }]),
      ],
      changes: [
        {
          label: name,
          before: valueText(setting, setting.value),
          after: valueText(setting, value),
        },
      ],
      warnings:
        span === null && until === null ? ['It stays until somebody changes or resets it.'] : [],
      steps: [{ id: 'set', title: `Set ${name}` }],
      undo:
        changed === null
          ? 'Back to what is configured.'
          : `Back to ${valueText(setting, setting.value)}.`,
      guard: settingGuard(setting),
      data: {
        name,
        value,
        span,
        until,
        reason,
        by: context.actor.person,
        before: changed && { value: setting.value, until: changed.until },
      },
    };
  },

  async run({ data: { name, value, span, until, reason, by } }, { tunables, step, now }) {
    await step('set', async () => {
      const end = span === null ? until : now() + span;
      await tunables.set(name, { value, by, until: end, reason });
      return end === null ? undefined : `Until ${stamp(end)}`;
    });
  },

  async verify({ data: { name, value } }, context) {
    const setting = await tunableOf(context, name);
    return [
      {
        name: `${name} is set`,
        ok: setting.value === value,
        expected: valueText(setting, value),
        actual: valueText(setting, setting.value),
      },
    ];
  },

  undo: ({ data: { name, before } }) =>
    before === null
      ? { operation: 'settings.reset', input: { name } }
      : {
          operation: 'settings.set',
          input: {
            name,
            value: before.value,
            ...(before.until === null ? {} : { until: new Date(before.until).toISOString() }),
          },
        },

  async reconcile({ data: { name, value, by } }, context, { since }) {
    const { value: held, changed } = await tunableOf(context, name);
    const isDone = held === value && changed?.by === by && changed.at >= since;
    return isDone
      ? { outcome: 'done', evidence: `${name} was set at ${stamp(changed.at)}.` }
      : { outcome: 'not-done', evidence: `${name} is ${held}; setting it again is harmless.` };
  },
});

function endText(span: string | undefined, until: number | null): string {
  if (span !== undefined) return ` for ${span.trim()}`;
  return until === null ? '' : ` until ${stamp(until)}`;
}
