// Inputs that maintenance operations share, and how windows are told in reports.
import { z } from 'zod';
import type { Suggestion, Table } from '../../../core/report.js';
import type { MaintenanceWindow } from '../../../services/maintenance/maintenance.js';
import { zonedText } from '../../../services/oncall/wall-clock.js';

export const systemInput = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .describe('A system of ppm.config.yaml, or all');

export const reasonInput = z.string().trim().min(1).max(300).describe('Why, for those who wonder');

/** `all` as it is stored. */
export function systemTyped(text: string): string {
  return ['all', '*'].includes(text.toLowerCase()) ? '*' : text;
}

export function systemText({ system }: Pick<MaintenanceWindow, 'system'>): string {
  return system === '*' ? 'all systems' : system;
}

export function endOffer({ id, state }: MaintenanceWindow): Suggestion {
  return {
    label: state === 'scheduled' ? `Call ${id} off` : `End ${id}`,
    operation: 'maintenance.end',
    input: { window: id },
  };
}

export function windowTable(windows: readonly MaintenanceWindow[], zone: string): Table {
  return {
    title: 'Maintenance windows',
    columns: [
      { label: 'Window' },
      { label: 'System' },
      { label: 'State' },
      { label: 'From' },
      { label: 'Until' },
      { label: 'Held', align: 'right' },
      { label: 'By' },
      { label: 'Why' },
    ],
    rows: windows.map((window) => [
      window.id,
      systemText(window),
      window.state,
      zonedText(window.from, zone),
      zonedText(window.until, zone),
      String(window.heldCount),
      window.by.person,
      window.reason,
    ]),
  };
}
