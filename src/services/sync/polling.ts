// Asks for a system's sync every so often, quietly: a card appears only when one fails. Time is cut into slots, and a
// slot's request has the same id in every process, so that any number of them asks once.
import { systemActor } from '../../core/actor.js';
import type { Runs } from '../../core/runs.js';
import { asProblem } from '../../core/problem.js';
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import type { Systems } from '../systems/systems.js';

export interface PollingOptions {
  systems: Systems;
  runs: Pick<Runs, 'request'>;
  log: Log;
  /** Epoch milliseconds. */
  now: () => number;
  /** How often it looks at the clock, milliseconds. */
  lookEveryMs: number;
}

/** The first sync is asked for when the first slot begins, not at the start: a process that restarts often must not sync each time. */
export function startPolling({ systems, runs, log, now, lookEveryMs }: PollingOptions): Loop {
  const polled = Object.entries(systems).flatMap(([system, { sync }]) =>
    sync?.kind === 'notion' && sync.everyMinutes !== undefined
      ? [{ system, slotMs: sync.everyMinutes * 60_000, last: 0 }]
      : [],
  );
  const slotOf = (slotMs: number): number => Math.floor(now() / slotMs);
  for (const one of polled) one.last = slotOf(one.slotMs);

  async function look(): Promise<void> {
    for (const one of polled) {
      const slot = slotOf(one.slotMs);
      if (slot === one.last) continue;
      one.last = slot;
      await ask(one.system, slot);
    }
  }

  async function ask(system: string, slot: number): Promise<void> {
    try {
      await runs.request({
        operation: 'sync',
        input: { system },
        actor: systemActor,
        requestId: `poll:${system}:${slot}`,
        quiet: true,
      });
    } catch (error) {
      // Paused, or one is running: the next slot comes.
      const { code, message } = asProblem(error);
      log.info({ system, code, reason: message }, 'a scheduled sync was not begun');
    }
  }

  return every(lookEveryMs, look, (error) => log.warn({ err: error }, 'polling failed'));
}
