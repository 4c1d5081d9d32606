// `settings reset`: puts a setting back to what ppm.config.yaml says, before its time.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { tunableNames } from '../../services/settings/tunables.js';
import {
  changedText,
  environmentOf,
  nameInput,
  settingGuard,
  targetOf,
  tunableOf,
  valueText,
} from './showing/setting-words.js';

export const settingsReset = defineAction({
  id: 'settings.reset',
  family: 'Upkeep',
  summary: 'Put a setting back to what is configured',
  runbook: 'oberaconnect#3-http-429-rate-limited',
  examples: ['settings reset notion.requests-per-minute'],
  args: ['name'],
  risk: 'guarded',
  input: z.object({ name: nameInput }),
  data: z.object({
    name: z.enum(tunableNames),
    before: z.object({ value: z.number(), until: z.number().nullable() }),
  }),

  async plan({ name }, context) {
    const setting = await tunableOf(context, name);
    const { changed } = setting;
    if (changed === null)
      throw new Problem(
        'not_possible',
        `${name} is as configured: ${valueText(setting, setting.standard)}.`,
        '`settings` shows which are not.',
        { field: 'name' },
      );
    return {
      target: targetOf(name),
      environment: environmentOf(context),
      headline: `Reset ${name} to ${valueText(setting, setting.standard)}`,
      facts: [
        { label: 'What', value: setting.title },
        { label: 'Changed by', value: changedText(setting) },
      ],
      changes: [
        {
          label: name,
          before: valueText(setting, setting.value),
          after: valueText(setting, setting.standard),
        },
      ],
      warnings: [],
      steps: [{ id: 'reset', title: `Reset ${name}` }],
      undo: `Back to ${valueText(setting, setting.value)}.`,
      guard: settingGuard(setting),
      data: { name, before: { value: setting.value, until: changed.until } },
    };
  },

  async run({ data: { name } }, { tunables, step }) {
    await step('reset', async () => {
      await tunables.reset(name);
      return undefined;
    });
  },

  async verify({ data: { name } }, context) {
    const setting = await tunableOf(context, name);
    return [
      {
        name: `${name} is as configured`,
        ok: setting.changed === null,
        expected: valueText(setting, setting.standard),
        actual: valueText(setting, setting.value),
      },
    ];
  },

  undo: ({ data: { name, before } }) => ({
    operation: 'settings.set',
    input: {
      name,
      value: before.value,
      ...(before.until === null ? {} : { until: new Date(before.until).toISOString() }),
    },
  }),

  async reconcile({ data: { name } }, context) {
    const { changed } = await tunableOf(context, name);
    return changed === null
      ? { outcome: 'done', evidence: `${name} is as configured.` }
      : { outcome: 'not-done', evidence: 'It is still changed; resetting it again is harmless.' };
  },
});
