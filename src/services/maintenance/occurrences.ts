// When a window of every week falls: at the times that the clock of its zone shows, on days when it changes too.
// (Runbook 2, "Maintenance Windows": Sundays 2-4 a.m.)
import { weekdays, type MaintenanceConfig } from '../../config/incidents-schema.js';
import {
  dayOf,
  daysLater,
  instantOf,
  timeOfDay,
  wallTimeOf,
  weekdayOf,
} from '../oncall/wall-clock.js';

export type Recurring = MaintenanceConfig['recurring'][number];

/** Epoch milliseconds. */
export interface Span {
  from: number;
  until: number;
}

/**
 * Those that end after `after` and begin no later than `before`, earliest first.
 * @param after epoch milliseconds
 */
export function occurrencesOf(recurring: Recurring, after: number, before: number): Span[] {
  const wanted = weekdays.indexOf(recurring.weekday) + 1;
  const found: Span[] = [];
  // One that began yesterday may still be under way, and a zone is up to a day ahead of another.
  let day = daysLater(dayOf(wallTimeOf(after, recurring.timeZone)), -2);
  const last = daysLater(dayOf(wallTimeOf(before, recurring.timeZone)), 1);
  for (; day <= last; day = daysLater(day, 1)) {
    if (weekdayOf(day) !== wanted) continue;
    const span = spanOn(day, recurring);
    if (span.until > after && span.from <= before) found.push(span);
  }
  return found;
}

function spanOn(day: number, { from, to, timeZone }: Recurring): Span {
  const begin = day + timeOfDay(from);
  const endsNextDay = timeOfDay(to) <= timeOfDay(from);
  const end = daysLater(day, endsNextDay ? 1 : 0) + timeOfDay(to);
  const start = instantOf(begin, timeZone);
  const until = instantOf(end, timeZone);
  // Where an hour is skipped, its end may come before its beginning: it lasts as long as on other days then.
  return { from: start, until: until > start ? until : start + (end - begin) };
}
