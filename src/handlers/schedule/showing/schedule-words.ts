// How schedules are told in reports, and the buttons that go with them.
import { z } from 'zod';
import type { Report, Status, Suggestion } from '../../../core/report.js';
import { zonedText } from '../../../services/oncall/wall-clock.js';
import { cronWords } from '../../../services/schedule/cron-words.js';
import type { ScheduleNow, SlotOutcome } from '../../../services/schedule/schedule.js';

export const nameInput = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .describe('Name of a schedule, such as daily-health');

/** `daily at 09:00, Europe/Berlin` */
export function whenWords({ cron, timeZone }: ScheduleNow): string {
  return `${cronWords(cron)}, ${timeZone}`;
}

export function lastWords({ last, timeZone }: ScheduleNow): string {
  if (last === null) return 'never';
  return `${outcomeWords[last.outcome]}, ${zonedText(last.slot, timeZone)}${last.said === '' ? '' : `: ${last.said}`}`;
}

export function nextWords({ next, paused, timeZone }: ScheduleNow): string {
  const time = next === null ? 'never' : zonedText(next, timeZone);
  if (paused === null) return time;
  return paused.until === null ? 'paused' : `paused until ${zonedText(paused.until, timeZone)}`;
}

const outcomeWords: Readonly<Record<SlotOutcome, string>> = {
  running: 'under way',
  ok: 'done',
  problems: 'found problems',
  failed: 'failed',
  missed: 'missed',
  skipped: 'skipped',
};

const outcomeStatus: Readonly<Record<SlotOutcome, Status>> = {
  running: 'info',
  ok: 'good',
  problems: 'warning',
  failed: 'bad',
  missed: 'warning',
  skipped: 'info',
};

export function statusOf({ last, paused }: Pick<ScheduleNow, 'last' | 'paused'>): Status {
  if (paused !== null) return 'info';
  return last === null ? 'good' : outcomeStatus[last.outcome];
}

export function runOffer({ name }: Pick<ScheduleNow, 'name'>): Suggestion {
  return { label: `Run ${name}`, operation: 'schedule.run', input: { name } };
}

export function pauseOffer({ name, paused }: Pick<ScheduleNow, 'name' | 'paused'>): Suggestion {
  return paused === null
    ? { label: `Pause ${name}`, operation: 'schedule.pause', input: { name } }
    : { label: `Resume ${name}`, operation: 'schedule.resume', input: { name } };
}

/** What a run that somebody asked for came to. */
export function ranReport(
  name: string,
  { outcome, said }: { outcome: SlotOutcome; said: string },
): Report {
  return {
    status: outcomeStatus[outcome],
    headline: `${name}: ${outcomeWords[outcome]}`,
    facts: said === '' ? [] : [{ label: 'It says', value: said }],
    notes: ['Its card is in the channel, if it sends one.'],
    suggestions: [{ label: 'Schedule', operation: 'schedule', input: { name } }],
  };
}
