// `maintenance`: windows that are active now, and those to come.
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';
import type { MaintenanceWindow } from '../../services/maintenance/maintenance.js';
import { endOffer, systemText, windowTable } from './showing/window-words.js';

const shown = 20;

export const maintenance = defineQuery({
  id: 'maintenance',
  family: 'Incidents',
  summary: 'Maintenance windows that are active, and those to come',
  runbook: 'oberaconnect#maintenance-windows',
  examples: ['maintenance'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const windows = await context.maintenance.list();
    const active = windows.filter(({ state }) => state === 'active');
    const coming = windows.length - active.length;
    const { timeZone } = context.oncall;
    return {
      status: active.length > 0 ? 'info' : 'good',
      headline: headlineOf(active, coming),
      tables:
        windows.length === 0
          ? []
          : [
              {
                ...windowTable(windows.slice(0, shown), timeZone),
                ...(windows.length > shown ? { more: `${windows.length - shown} more` } : {}),
              },
            ],
      suggestions: [
        ...active.slice(0, 2).map(endOffer),
        { label: 'Start one', operation: 'maintenance.start', input: {} },
        { label: 'Schedule one', operation: 'maintenance.schedule', input: {} },
      ],
      notes: ['While one is active, syncs of its system are paused and its alerts are held back.'],
    };
  },
});

function headlineOf(active: readonly MaintenanceWindow[], coming: number): string {
  const now =
    active.length === 0
      ? 'No maintenance is under way'
      : `Maintenance of ${new Intl.ListFormat('en').format(active.map(systemText))} is under way`;
  return coming === 0 ? now : `${now}; ${coming} to come`;
}
