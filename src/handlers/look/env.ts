// `env`: whether each setting is present and well-formed, masked. (Runbook 1, "Environment Variables Reference")
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';

export const env = defineQuery({
  id: 'env',
  family: 'Look',
  summary: 'Required settings: present, well-formed, masked',
  runbook: 'finance-ppm#environment-variables-reference',
  examples: ['env'],
  args: [],
  input: z.object({}),
  async read(_input, { overview }) {
    const wrong = overview.settings.filter(
      (setting) =>
        setting.state === 'malformed' || (setting.state === 'missing' && setting.required),
    );
    return {
      status: wrong.length > 0 ? 'bad' : 'good',
      headline:
        wrong.length > 0
          ? `${wrong.length} settings need attention`
          : 'All required settings are present and well-formed',
      findings: wrong.map((setting) => ({
        severity: 'bad' as const,
        title: `${setting.name} is ${setting.state}`,
        fix: 'Set it where the bot is started, and restart it.',
      })),
      tables: [
        {
          title: 'Settings',
          columns: [{ label: 'Name' }, { label: 'Needed' }, { label: 'State' }, { label: 'Value' }],
          rows: overview.settings.map((setting) => [
            setting.name,
            setting.required ? 'yes' : 'no',
            setting.state,
            setting.shown,
          ]),
        },
      ],
    };
  },
});
