// `maintenance schedule`: a window to come, announced on a card before it begins.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import type { MaintenanceWindow } from '../../services/maintenance/maintenance.js';
import { endInputs, endOf, oneEnd, timeOf, withTypedEnd } from '../../services/oncall/times.js';
import { zonedText } from '../../services/oncall/wall-clock.js';
import { roughly } from '../../services/sync/when.js';
import {
  endOffer,
  reasonInput,
  systemInput,
  systemText,
  systemTyped,
} from './showing/window-words.js';

export const maintenanceSchedule = defineCommand({
  id: 'maintenance.schedule',
  family: 'Incidents',
  summary: 'Plan maintenance; it is announced, begins and ends by itself',
  runbook: 'oberaconnect#maintenance-windows',
  examples: [
    'maintenance schedule finance-ppm --from 2026-11-29T02:00 --for 2h --reason "Notion migration"',
    'maintenance schedule all --from 2026-11-29T02:00Z --until 2026-11-29T04:00Z --reason "Network change"',
  ],
  args: ['system'],
  risk: 'routine',
  input: z
    .object({
      system: systemInput,
      from: z.string().max(40).meta({
        field: 'datetime',
        description: 'Its beginning: 2026-11-29T02:00 (on-call zone), or with a zone',
      }),
      ...endInputs,
      reason: reasonInput,
    })
    .superRefine(oneEnd),
  async act(input, { maintenance, oncall, actor, requestId, now }) {
    const { timeZone } = oncall;
    const from = timeOf(input.from, timeZone, 'from');
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
    const short = shortNotice(window, now());
    return {
      status: short === null ? 'good' : 'warning',
      headline: `Maintenance of ${systemText(window)} from ${zonedText(window.from, timeZone)} until ${zonedText(window.until, timeZone)}`,
      facts: [
        { label: 'Window', value: window.id, mono: true },
        { label: 'Why', value: window.reason },
        ...(short === null
          ? [{ label: 'Announced', value: zonedText(window.noticeAt, timeZone) }]
          : []),
      ],
      findings: short === null ? [] : [short],
      suggestions: [endOffer(window)],
    };
  },
});

/** Null when it is announced in time. */
function shortNotice({ from, noticeAt }: MaintenanceWindow, now: number) {
  if (noticeAt >= now) return null;
  return {
    severity: 'warning' as const,
    title: `People hear of it ${roughly(Math.max(0, from - now))} before it begins, not ${roughly(from - noticeAt)}`,
    fix: 'Tell those who use the system yourself, or choose a later time.',
  };
}
