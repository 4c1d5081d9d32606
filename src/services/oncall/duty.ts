// Whose turn it is in a rotation. Hand-overs are at a time of day in a zone: 09:00 stays 09:00 when the clocks change, and the
// turn is an hour longer or shorter. (ppm.config.yaml, `oncall.rotation`)
import { weekdays, type OncallConfig } from '../../config/incidents-schema.js';
import {
  dayOf,
  daysBetween,
  daysLater,
  instantOf,
  timeOfDay,
  wallTimeOf,
  weekdayOf,
  type WallTime,
} from './wall-clock.js';

export type Rotation = NonNullable<OncallConfig['rotation']>;

export interface Turn {
  /** Name from `people` of ppm.config.yaml. */
  person: string;
  /** Epoch milliseconds. */
  from: number;
  /** The hand-over to the next one, which is when their turn begins. */
  until: number;
}

/**
 * The turn that holds at a time, before `start` as well: there the list is walked backwards.
 * @param zone of the hand-overs
 * @param at epoch milliseconds
 */
export function dutyAt(rotation: Rotation, zone: string, at: number): Turn {
  const length = rotation.every === 'day' ? 1 : 7;
  const first = firstDay(rotation);
  const handOver = (turn: number): number =>
    instantOf(daysLater(first, turn * length) + timeOfDay(rotation.at), zone);

  const today = dayOf(wallTimeOf(at, zone));
  let turn = Math.floor(daysBetween(first, today) / length);
  while (handOver(turn) > at) turn -= 1;
  while (handOver(turn + 1) <= at) turn += 1;

  const { people } = rotation;
  const person = people[((turn % people.length) + people.length) % people.length];
  if (person === undefined) throw new TypeError('a rotation needs people');
  return { person, from: handOver(turn), until: handOver(turn + 1) };
}

/** The day of the first one's hand-over: `start`, or the last day of hand-over before it where it lies inside of a week. */
function firstDay({ every, weekday, start }: Rotation): WallTime {
  const day = Date.parse(`${start}T00:00:00Z`);
  if (every === 'day') return day;
  const since = weekdayOf(day) - (weekdays.indexOf(weekday) + 1);
  return daysLater(day, -((since + 7) % 7));
}
