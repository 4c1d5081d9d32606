// Times as the clock on the wall of a zone shows them, on days when it changes too: what luxon does with an hour that is
// missing or comes twice depends on the season in which it is asked.
import { DateTime, IANAZone } from 'luxon';

const minute = 60_000;
const day = 24 * 60 * minute;

/** A day of the calendar and a time of day, without a zone: its parts as if they were UTC, epoch milliseconds. */
export type WallTime = number;

/**
 * When the clock of a zone shows this time, epoch milliseconds. An hour that comes twice is meant the first time; one that
 * is skipped begins as much later as the clock is put forward: 02:00 becomes 03:00.
 */
export function instantOf(wall: WallTime, zone: string): number {
  const clock = IANAZone.create(zone);
  const [before, after] = [clock.offset(wall - day), clock.offset(wall + day)];
  const unchanged = wall - before * minute;
  const changed = wall - after * minute;
  if (clock.offset(unchanged) === before) return unchanged;
  return clock.offset(changed) === after ? changed : unchanged;
}

/** What the clock of a zone shows. @param at epoch milliseconds */
export function wallTimeOf(at: number, zone: string): WallTime {
  return at + IANAZone.create(zone).offset(at) * minute;
}

/** Midnight of the day. */
export function dayOf(wall: WallTime): WallTime {
  return Math.floor(wall / day) * day;
}

/** The same time of day so many days later. */
export function daysLater(wall: WallTime, days: number): WallTime {
  return wall + days * day;
}

/** Days from one midnight to another. */
export function daysBetween(from: WallTime, to: WallTime): number {
  return Math.round((to - from) / day);
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(wall: WallTime): number {
  return DateTime.fromMillis(wall, { zone: 'utc' }).weekday;
}

/** `09:30` as milliseconds since midnight. */
export function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * minute;
}

/** `Mon 2026-11-23 09:00 Europe/Berlin (08:00 UTC)`. @param at epoch milliseconds */
export function zonedText(at: number, zone: string): string {
  const there = DateTime.fromMillis(at, { zone, locale: 'en' });
  const utc = there.toUTC();
  const text = there.toFormat(`ccc yyyy-MM-dd HH:mm`);
  if (there.offset === 0) return `${text} UTC`;
  const date = utc.hasSame(there.toUTC(0, { keepLocalTime: true }), 'day') ? '' : 'yyyy-MM-dd ';
  return `${text} ${zone} (${utc.toFormat(`${date}HH:mm`)} UTC)`;
}
