// `maintenance start`: a window from now on. Syncs are paused and alerts held back at once.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { endInputs, endOf, oneEnd, withTypedEnd } from '../../services/oncall/times.js';
import { zonedText } from '../../services/oncall/wall-clock.js';
import {
  endOffer,
  reasonInput,
  systemInput,
  systemText,
  systemTyped,
} from './showing/window-words.js';

export const maintenanceStart = defineCommand({
  id: 'maintenance.start',
  family: 'Incidents',
  summary: 'Begin maintenance now: syncs pause, alerts are held back, health is checked at the end',
  runbook: 'oberaconnect#maintenance-windows',
  examples: [
    'maintenance start finance-ppm --for 2h --reason "Notion migration"',
    'maintenance start all --for 30m --reason "Network change"',
  ],
  args: ['system'],
  risk: 'routine',
  input: z.object({ system: systemInput, ...endInputs, reason: reasonInput }).superRefine(oneEnd),
  async act(input, { maintenance, oncall, actor, requestId, now }) {
    const from = now();
    const { timeZone } = oncall;
    const until = endOf(input, from, timeZone);
    const window = await withTypedEnd(input, () =>
      maintenance.plan({
        system: systemTyped(input.system),
        from,
        until,
        reason: input.reason,
        by: actor,
        requestId,
      }),
    );
    return {
      status: 'info',
      headline: `Maintenance of ${systemText(window)} until ${zonedText(window.until, timeZone)}`,
      facts: [
        { label: 'Window', value: window.id, mono: true },
        { label: 'Why', value: window.reason },
      ],
      notes: [
        'Its syncs are refused and its alerts held back until then; one that runs already goes on.',
        'At the end its health is checked, and what still fires is shown.',
      ],
      suggestions: [endOffer(window)],
    };
  },
});
