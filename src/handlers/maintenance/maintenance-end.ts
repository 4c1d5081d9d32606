// `maintenance end`: ends a window that is active, or calls one off that is to come.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { systemText } from './showing/window-words.js';

export const maintenanceEnd = defineCommand({
  id: 'maintenance.end',
  family: 'Incidents',
  summary: 'End maintenance now, or call off what is to come',
  runbook: 'oberaconnect#maintenance-windows',
  examples: ['maintenance end M-7K2QMF'],
  args: ['window'],
  risk: 'routine',
  input: z.object({
    window: z
      .string()
      .trim()
      .regex(/^M-[0-9A-Z]{6}$/i, 'a window such as M-7K2QMF')
      .describe('Window, such as M-7K2QMF'),
  }),
  async act({ window: id }, { maintenance, actor }) {
    const window = await maintenance.end(id, actor);
    if (window.state === 'cancelled')
      return {
        status: 'good',
        headline: `${window.id} is called off: no maintenance of ${systemText(window)}`,
      };
    return {
      status: 'info',
      headline: `Maintenance of ${systemText(window)} has ended; its health is checked now`,
      facts: [
        { label: 'Window', value: window.id, mono: true },
        { label: 'Alerts held back', value: String(window.heldCount) },
      ],
      notes: ['Syncs go on, and what still fires is shown. The card says how healthy it is.'],
      suggestions: [
        {
          label: 'Syncs',
          operation: 'sync.status',
          input: window.system === '*' ? {} : { system: window.system },
        },
      ],
    };
  },
});
