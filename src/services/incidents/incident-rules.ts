// What a severity asks for at a moment: until when somebody has to respond, and what has to be done.
// (Runbook 1, "Escalation Matrix": minutes by the clock, and the next working day for P4)
import { DateTime } from 'luxon';
import { weekdays, type IncidentsConfig } from '../../config/incidents-schema.js';
import type { IncidentRule } from '../../core/incident-event.js';
import type { Severity } from '../../core/severity.js';
import { checklistOf } from './checklists.js';

/** @param at epoch milliseconds: when it was opened, reopened or given this severity */
export function ruleOf(severity: Severity, rules: IncidentsConfig, at: number): IncidentRule {
  return { respondBy: respondByOf(severity, rules, at), checklist: checklistOf(severity) };
}

/** Epoch milliseconds. @param at epoch milliseconds */
export function respondByOf(
  severity: Severity,
  { severities, workingDays }: Pick<IncidentsConfig, 'severities' | 'workingDays'>,
  at: number,
): number {
  const minutes = severities[severity].respondMinutes;
  return minutes === null ? nextWorkingDay(workingDays, at) : at + minutes * 60_000;
}

/**
 * When the next working day begins, epoch milliseconds: always a later day than that of `at`. A time of day that a change
 * of the clocks leaves out is the one right after it.
 */
function nextWorkingDay(
  { timeZone, days, start }: IncidentsConfig['workingDays'],
  at: number,
): number {
  const [hour, minute] = start.split(':').map(Number);
  const today = DateTime.fromMillis(at, { zone: timeZone }).startOf('day');
  // Days of the calendar, not 24 hours: they have 23 or 25 when the clocks change.
  const next = [1, 2, 3, 4, 5, 6, 7]
    .map((ahead) => today.plus({ days: ahead }))
    .find((day) => days.some((name) => weekdays.indexOf(name) + 1 === day.weekday));
  return (next ?? today.plus({ days: 1 })).set({ hour: hour ?? 9, minute: minute ?? 0 }).toMillis();
}
