// What becomes of a schedule's row at a time: a slot is taken, passes, or is taken over from a process that died. Pure, so
// that compare-and-swap decides which process it is.
import { systemActor } from '../../core/actor.js';
import { stamp } from '../sync/when.js';
import { lineKey, type Planned } from './schedule-parts.js';
import { pauseAt, type Claim, type ScheduleRow } from './schedule-records.js';
import type { SlotOutcome } from './schedule.js';

/** A slot that is done this late counts as done in time: a restart takes a moment, milliseconds. */
export const grace = 5 * 60_000;
/** For so long others leave a slot to the process that does it. */
export const lease = 60_000;
/** Processes that may die of the same slot. */
const mostAttempts = 3;
/** How many missed slots are counted. */
const mostMissed = 100;
/** A row that is further ahead of the clock was written by a clock that was wrong. */
const farAhead = 25 * 60 * 60_000;

export interface Attended {
  /** The same object where there is nothing to do. */
  row: ScheduleRow;
  /** What this process has to do now. */
  claim: Claim | null;
  /** What became of a slot that nobody does. */
  passed: SlotOutcome | null;
}

export function isDue(row: ScheduleRow, schedule: Planned, now: number): boolean {
  if (row.line !== lineKey(schedule) || row.settled > now + farAhead) return true;
  if (row.running !== null && row.running.leaseUntil <= now) return true;
  const next = schedule.line.next(row.settled);
  return next !== null && next <= now;
}

/** @param token names this process for this slot */
export function attendSlot(
  stored: ScheduleRow,
  schedule: Planned,
  { now, token }: { now: number; token: string },
): Attended {
  const row = settledFor(stored, schedule, now);
  const slot = schedule.line.last(row.settled, now);
  if (row.running !== null && row.running.leaseUntil <= now) {
    if (slot === null || row.running.by.via !== 'system')
      return takenOver(row, row.running, { now, token });
    // One that nobody has finished, and the next is here already: it is too late for it.
    return taken({ ...row, running: null }, schedule, { now, token, slot, lost: 1 });
  }
  return slot === null
    ? { row, claim: null, passed: null }
    : taken(row, schedule, { now, token, slot, lost: 0 });
}

/** A slot that is due. @param given.lost how many were begun before it and not finished */
function taken(
  row: ScheduleRow,
  schedule: Planned,
  { now, token, slot, lost }: { now: number; token: string; slot: number; lost: number },
): Attended {
  const request = `schedule:${schedule.name}:${slot}`;
  if (row.running !== null) {
    const running = { ...row.running, skipped: row.running.skipped + 1 };
    return { row: { ...row, settled: slot, running }, claim: null, passed: 'skipped' };
  }
  const pause = pauseAt(row, slot);
  if (pause !== null) {
    const said = `Paused by ${pause.by}${pause.reason === '' ? '' : `: ${pause.reason}`}`;
    const last = { slot, at: now, outcome: 'skipped', said, request } as const;
    return { row: { ...row, settled: slot, last }, claim: null, passed: 'skipped' };
  }
  const isLate = now - slot > grace;
  const claim: Claim = {
    slot,
    what: isLate && schedule.missed === 'report' ? 'tell' : 'run',
    missed: lost + missedBefore(row, schedule, slot),
    by: systemActor,
    request,
    token,
    leaseUntil: now + lease,
    attempts: 1,
    skipped: 0,
  };
  return { row: { ...claimed(row, claim, now), settled: slot }, claim, passed: null };
}

/** The row of a slot that is under way. */
export function claimed(row: ScheduleRow, claim: Claim, now: number): ScheduleRow {
  const { slot, request } = claim;
  return {
    ...row,
    running: claim,
    last: { slot, at: now, outcome: 'running', said: 'Under way', request },
  };
}

/** Another cron line missed nothing before it was there; so does a clock that was put back by days. */
function settledFor(row: ScheduleRow, schedule: Planned, now: number): ScheduleRow {
  const line = lineKey(schedule);
  // Two processes with different configurations must not take the slots of the last minutes from each other.
  if (row.line !== line) return { ...row, line, settled: Math.max(row.settled, now - grace) };
  return row.settled > now + farAhead ? { ...row, settled: now } : row;
}

function takenOver(
  row: ScheduleRow,
  running: Claim,
  { now, token }: { now: number; token: string },
): Attended {
  if (running.attempts < mostAttempts) {
    const attempts = running.attempts + 1;
    const claim = { ...running, token, attempts, leaseUntil: now + lease };
    return { row: { ...row, running: claim }, claim, passed: null };
  }
  const said = `Given up: ${mostAttempts} processes have died of it, begun ${stamp(running.slot)}`;
  const { slot, request } = running;
  return {
    row: { ...row, running: null, last: { slot, at: now, outcome: 'failed', said, request } },
    claim: null,
    passed: 'failed',
  };
}

function missedBefore(row: ScheduleRow, { line }: Planned, slot: number): number {
  let count = 0;
  let before = line.last(row.settled, slot - 1);
  while (before !== null && count < mostMissed) {
    if (pauseAt(row, before) === null) count += 1;
    before = line.last(row.settled, before - 1);
  }
  return count;
}
