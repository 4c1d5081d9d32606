// `settings`: what may be tuned while the bot runs, how it stands, and who changed it until when.
// (Runbook 2, scenarios 3, 7 and 8; runbook 4, "Temporary mitigations")
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';
import { changedText, valueText } from './showing/setting-words.js';

const mostOffers = 3;

export const settings = defineQuery({
  id: 'settings',
  family: 'Upkeep',
  summary: 'What may be tuned while the bot runs: values, bounds, and who changed them until when',
  runbook: 'oberaconnect#3-http-429-rate-limited',
  examples: ['settings'],
  args: [],
  input: z.object({}),
  async read(_input, { tunables }) {
    const all = await tunables.list();
    const changed = all.filter((one) => one.changed !== null);
    return {
      status: changed.length > 0 ? 'info' : 'good',
      headline:
        changed.length === 0
          ? 'All settings are as configured'
          : `${changed.length} ${changed.length === 1 ? 'setting is' : 'settings are'} not as configured`,
      tables: [
        {
          title: 'Settings',
          columns: [
            { label: 'Name' },
            { label: 'What' },
            { label: 'Value', align: 'right' },
            { label: 'Configured', align: 'right' },
            { label: 'From – to', align: 'right' },
            { label: 'Changed by' },
          ],
          rows: all.map((one) => [
            one.name,
            one.title,
            valueText(one, one.value),
            valueText(one, one.standard),
            `${one.min} – ${one.max}`,
            changedText(one),
          ]),
        },
      ],
      suggestions: changed.slice(0, mostOffers).map(({ name }) => ({
        label: `Reset ${name}`,
        operation: 'settings.reset',
        input: { name },
      })),
      notes: ['`settings set <name> <value> --for 2h` changes one; it goes back by itself.'],
    };
  },
});
