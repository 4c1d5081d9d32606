// The log file of a system whose sync runs by itself every half hour: the last two days are there from the start, and it goes
// on. The scripts that the bot starts write into the same file (script.mjs).
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const minute = 60_000;
const hour = 60 * minute;
const every = 30 * minute;
const pastHours = 48;
/** How long ago the last sync was of one that has stopped. */
const stoppedHours = 26;

export interface SyncLog {
  path: string;
  /** Writes what has become due since it was last asked. */
  catchUp(): void;
  /** Epoch milliseconds of the last sync that ended well by itself. */
  lastCompleted(): number;
  /** The file then ends a day ago. */
  stop(): void;
  /** A sync ends well now, and so on. */
  resume(): void;
}

/** @param lines what one run writes: level and words */
export function openSyncLog(options: {
  path: string;
  lines: readonly (readonly [level: string, text: string])[];
  now: () => number;
}): SyncLog {
  const { path, lines, now } = options;
  let last = 0;
  let isStopped = false;

  function runAt(at: number): string {
    return lines
      .map(([level, text], place) => `${stamp(at + place * 4_000)} ${level} ${text}\n`)
      .join('');
  }
  /** From scratch. @param until epoch milliseconds */
  function rewrite(until: number): void {
    const latest = markBefore(until);
    const marks = Array.from(
      { length: (pastHours * hour) / every },
      (_, index) => latest - index * every,
    );
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, marks.toReversed().map(runAt).join(''));
    last = latest;
  }
  rewrite(now());

  return {
    path,
    catchUp() {
      if (isStopped) return;
      for (let at = last + every; at <= markBefore(now()); at += every) {
        appendFileSync(path, runAt(at));
        last = at;
      }
    },
    lastCompleted: () => last,
    stop() {
      if (isStopped) return;
      isStopped = true;
      rewrite(now() - stoppedHours * hour);
    },
    resume() {
      if (!isStopped) return;
      isStopped = false;
      last = now();
      appendFileSync(path, runAt(last));
    },
  };
}

/** The half hour that is past, with time for its lines. */
const markBefore = (at: number): number => Math.floor((at - minute) / every) * every;

/** As the scripts write it: 2026-02-01 09:00:00 */
const stamp = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 19);
