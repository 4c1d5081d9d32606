// `offline on`: while an outside system is down, questions are answered from what was last known. (Runbook 5, "Emergency
// recovery when API is inaccessible": enable_offline_mode)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { timeInput, timeOf } from '../../services/oncall/times.js';
import { spanOf, stamp } from '../../services/sync/when.js';
import { isOn, offlineTarget, whileText } from './showing/offline-words.js';

export const offlineOn = defineAction({
  id: 'offline.on',
  family: 'Upkeep',
  summary: 'Answer from what was last known, marked as old, while an outside system is down',
  runbook: 'orchestra#1-system-outage-response',
  examples: [
    'offline on --for 2h --reason "Notion is down"',
    'offline on --reason "Databricks does not answer"',
  ],
  args: ['reason'],
  rest: true,
  risk: 'guarded',
  input: z
    .object({
      reason: z
        .string()
        .trim()
        .min(1)
        .max(300)
        .describe('Why, for everybody who gets an old answer'),
      for: z.string().max(20).optional().describe('30m, 2h, 1d; without it until it is turned off'),
      until: timeInput('Or its end: 2026-11-22T18:00 (on-call zone), or with a zone'),
    })
    .refine((input) => input.for === undefined || input.until === undefined, {
      path: ['until'],
      message: 'Give --for or --until, not both.',
    }),
  data: z.object({
    reason: z.string(),
    /** Milliseconds from when it is turned on. */
    span: z.number().nullable(),
    /** Epoch milliseconds. */
    until: z.number().nullable(),
  }),

  async plan(input, { offline, oncall, now }) {
    const mode = await offline.state();
    if (mode)
      throw new Problem(
        'not_possible',
        `Offline mode is on: ${whileText(mode)}.`,
        'Turn it off first to change its reason or end.',
        {
          suggestions: [{ label: 'Turn it off', operation: 'offline.off', input: {} }],
        },
      );
    const span = input.for === undefined ? null : spanOf(input.for, 'for');
    const until = input.until === undefined ? null : timeOf(input.until, oncall.timeZone, 'until');
    if (until !== null && until <= now())
      throw new Problem('invalid_input', `${stamp(until)} is over.`, 'Give a time to come.', {
        field: 'until',
      });
    return {
      target: offlineTarget,
      environment: 'production',
      headline: 'Turn offline mode on',
      facts: [
        { label: 'Why', value: input.reason },
        {
          label: 'Until',
          value:
            until !== null
              ? stamp(until)
              : span === null
                ? 'it is turned off'
                : `${input.for} after it was turned on`,
        },
      ],
      changes: [
        {
          label: 'Questions about Notion, Databricks and MongoDB',
          before: 'asked live',
          after: 'answered from what was last known, marked as old',
        },
      ],
      warnings: [
        'What changes outside is not seen until it ends. Health, diagnosis and changes still ask the outside.',
      ],
      steps: [{ id: 'on', title: 'Turn offline mode on' }],
      undo: 'offline off',
      guard: { 'offline mode': 'off' },
      data: { reason: input.reason, span, until },
    };
  },

  async run({ data }, { offline, actor, step, run, now }) {
    await step('on', async () => {
      const until = data.span === null ? data.until : now() + data.span;
      await offline.turnOn(actor, { reason: data.reason, until, run });
      return undefined;
    });
  },

  async verify(_plan, { offline }) {
    return [await isOn(offline, true)];
  },

  undo: () => ({ operation: 'offline.off', input: {} }),

  async reconcile(_plan, { offline }) {
    // Nobody else can have turned it on: this run holds its lock.
    const mode = await offline.state();
    return mode
      ? { outcome: 'done', evidence: `It is on: ${whileText(mode)}.` }
      : { outcome: 'not-done', evidence: 'Offline mode is off.' };
  },
});
