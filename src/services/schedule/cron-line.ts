// When a cron line fires. node-cron reads the line and says which days it means; the hour that is missing or comes twice
// when the clocks change is the house's own rule (services/oncall/wall-clock.ts): node-cron leaves out what falls into a
// missing hour, a nightly backup too, and an hour of every "every 5 minutes" when one comes twice.
import { createTask, parse, validateDetailed } from 'node-cron';
import { dayOf, daysLater, instantOf, wallTimeOf, type WallTime } from '../oncall/wall-clock.js';

const minute = 60_000;
const hour = 60 * minute;
/** 29 February on a given weekday comes back within it. */
const farthestDays = 41 * 366;

export interface CronLine {
  /** The first time after `after` (epoch milliseconds); null where it never fires again. */
  next(after: number): number | null;
  /** The last time after `since` and up to `until`, or null. */
  last(since: number, until: number): number | null;
}

/** What is wrong with a line, to go on a sentence that names it; null where nothing is. */
export function cronFault(cron: string): string | null {
  // node-cron writes ranges out before it looks at them.
  if (/\d{3,}/.test(cron)) return 'has a number that is too large';
  const { valid, errors } = validateDetailed(cron);
  const said = errors[0]?.message ?? 'it is not a cron line';
  if (!valid) return `is not a cron line: ${said.replace('is a invalid', 'is an invalid')}`;
  if (cron.trim().split(/\s+/).length === 6)
    return 'has six fields: write minute, hour, day, month and weekday, without seconds';
  return cronLine(cron, 'UTC').next(0) === null ? 'never fires' : null;
}

/**
 * With both a day and a weekday it fires where both fit. A line for every hour goes by the minutes that pass; any other by
 * the clock on the wall: a time that is skipped comes as much later as the clock is put forward, one that comes twice is
 * meant the first time.
 * @throws Error where cronFault names a fault
 */
export function cronLine(cron: string, zone: string): CronLine {
  const fields = parse(cron);
  const minutes = new Set(fields.minute);
  const hours = new Set(fields.hour);
  const isMeant = dayMatcher(fields);
  let kept: { day: WallTime; slots: number[] } | null = null;

  function slotsOn(day: WallTime): number[] {
    if (kept?.day !== day) {
      const slots = !isMeant(day) ? [] : hours.size === 24 ? passing(day) : onTheWall(day);
      kept = { day, slots };
    }
    return kept.slots;
  }

  function passing(day: WallTime): number[] {
    const slots: number[] = [];
    const end = instantOf(daysLater(day, 1), zone);
    for (let at = instantOf(day, zone); at < end; at += minute)
      if (minutes.has(Math.floor((wallTimeOf(at, zone) % hour) / minute))) slots.push(at);
    return slots;
  }

  function onTheWall(day: WallTime): number[] {
    const times = [...hours].flatMap((h) => [...minutes].map((m) => day + h * hour + m * minute));
    return [...new Set(times.map((time) => instantOf(time, zone)))].toSorted((a, b) => a - b);
  }

  function find(after: number): number | null {
    let day = dayOf(wallTimeOf(after, zone));
    for (let left = farthestDays; left > 0; left -= 1, day = daysLater(day, 1)) {
      const slot = slotsOn(day).find((at) => at > after);
      if (slot !== undefined) return slot;
    }
    return null;
  }

  /** Asked every second: the days until a quarterly one are looked through once. */
  let found: { after: number; slot: number | null } | null = null;

  return {
    next(after) {
      if (!found || after < found.after || after >= (found.slot ?? Infinity))
        found = { after, slot: find(after) };
      return found.slot;
    },
    last(since, until) {
      const first = dayOf(wallTimeOf(since, zone));
      let day = dayOf(wallTimeOf(until, zone));
      for (; day >= first; day = daysLater(day, -1)) {
        const slot = slotsOn(day).findLast((at) => at > since && at <= until);
        if (slot !== undefined) return slot;
      }
      return null;
    },
  };
}

/** The days of a line, whatever the time of day. Nothing of node-cron's is started. */
function dayMatcher({ dayOfMonth, month, dayOfWeek }: ReturnType<typeof parse>) {
  const days = `* * ${dayOfMonth.join()} ${month.join()} ${dayOfWeek.join()}`;
  const task = createTask(days, () => {}, { timezone: 'UTC' });
  // It would stay in node-cron's list of tasks.
  void task.destroy();
  return (day: WallTime) => task.match(new Date(day));
}
