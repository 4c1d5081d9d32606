// Which cards a schedule sends, and those that say that it could not do its work or missed it.
import type { Problem } from '../../core/problem.js';
import type { Finding, Report } from '../../core/report.js';
import { zonedText } from '../oncall/wall-clock.js';
import type { Claim, ScheduleRow } from './schedule-records.js';
import type { Schedule, SlotOutcome } from './schedule.js';

/** The same failure again within this time is not told again, milliseconds: a schedule may run every few minutes. */
const tellAgainAfter = 20 * 60 * 60_000;

export function failedReport(schedule: Schedule, problem: Problem): Report {
  const { message, hint, suggestions } = problem;
  const finding: Finding = {
    severity: 'bad',
    title: message,
    fix: hint,
    ...(suggestions[0] && { suggestion: suggestions[0] }),
  };
  return {
    status: 'bad',
    headline: `${schedule.name} could not do its work`,
    findings: [finding],
    suggestions: [runNow(schedule)],
  };
}

export function missedReport(schedule: Schedule, { slot, missed }: Claim): Report {
  const when = zonedText(slot, schedule.timeZone);
  return {
    status: 'warning',
    headline: `${schedule.name} was missed ${missed === 0 ? `on ${when}` : `${missed + 1} times, the last time on ${when}`}`,
    findings: [
      {
        severity: 'warning',
        title: 'Nothing ran at that time',
        cause: 'No process of ppm-oncall was up then, or the store could not be reached.',
        fix: 'It goes on at its next time. Run it now if it can not wait.',
        suggestion: runNow(schedule),
      },
    ],
  };
}

/** What `post` in ppm.config.yaml means. Where that is `never`, failures stand in `schedule` and the metrics alone. */
export function isPosted({ post }: Schedule, outcome: SlotOutcome): boolean {
  switch (post) {
    case 'always':
      return true;
    case 'problems':
      return outcome !== 'ok';
    case 'never':
      return false;
  }
}

export function wasTold({ told }: ScheduleRow, said: string, now: number): boolean {
  return told !== null && told.said === said && now - told.at < tellAgainAfter;
}

function runNow({ name }: Schedule) {
  return { label: 'Run it now', operation: 'schedule.run', input: { name } };
}
