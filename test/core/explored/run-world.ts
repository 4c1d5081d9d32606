// A run, the processes that work on it, and the outside world that it changes. Everything that a process does between two
// awaits of src/services/engine/execution.ts is one event here; in between it may be paused for any time, die, or find that
// another has taken its run. The outside is the worst kind there is: it knows no idempotency token, takes a request later than
// it was sent, and loses replies.
import type { Actor } from '../../../src/core/actor.js';
import { applyEvent, type RunEvent } from '../../../src/core/run-machine.js';
import { newRun, type Run } from '../../../src/core/run.js';
import { stepInDoubt } from '../../../src/core/run-steps.js';

/** Clock and leases count in these: 15 s, the default length of a lease. */
export const tick = 15_000;
export const lease = tick;
/** A request takes effect within this time after it was sent, or never. */
export const longestUnderWay = tick;

export const ana: Actor = { person: 'ana', via: 'slack' };
export const ben: Actor = { person: 'ben', via: 'slack' };

/**
 * Where a process is. Whatever it holds of the run is a copy: what was stored when it last wrote. What it hears from the outside
 * and what it writes about it are one event: it could as well have been paused before it heard.
 */
export type At =
  | { at: 'idle' }
  /** Has the lease, and does what nextMove says of its copy. */
  | { at: 'deciding'; run: Run }
  /** In the action, before this step or a later one. */
  | { at: 'acting'; run: Run; step: number }
  /** The intent is stored, the request not sent. */
  | { at: 'sending'; run: Run; step: number; since: number }
  | { at: 'waiting'; run: Run; step: number };

export interface Process {
  name: string;
  /** How far its clock is ahead, milliseconds. */
  ahead: number;
  where: At;
}

export interface Request {
  step: number;
  sentAt: number;
  /** Name of the process that waits for the reply; null when that has died or gone on. */
  by: string | null;
  became: 'under way' | 'effect' | 'refused';
}

export interface World {
  time: number;
  run: Run;
  /** How often it was stored. */
  revision: number;
  processes: Process[];
  requests: Request[];
  /** How often each step took effect. */
  effects: number[];
}

export const stepNames = ['first', 'second'];
const asked = { operation: 'lamp.switch', input: {}, risk: 'routine', channel: 'C1' } as const;
const by = { requestedBy: ana, requestId: 'request', undoOf: null, quiet: false };

/** An approved run that nobody has touched. @param given.ahead of each process's clock, ticks */
export function runWorld(given: { ahead: readonly number[]; steps: number }): World {
  const steps = stepNames.slice(0, given.steps).map((id) => ({ id, title: id }));
  const words = { target: 'lamp', environment: 'production', headline: '', undo: '' };
  const plan = { ...words, facts: [], changes: [], warnings: [], steps, guard: {}, data: {} };
  const approval = { quorum: 0, by: [], typeTarget: false, expiresAt: 0, remindAt: 0 };
  const planned: RunEvent = { type: 'planned', plan, hash: 'hash', approval };
  return {
    time: 0,
    run: applyEvent(newRun({ id: 'R-AAAAAA', ...asked, ...by, createdAt: 0 }), planned, 0),
    revision: 1,
    processes: given.ahead.map((ticks, index) => ({
      name: `p${index}`,
      ahead: ticks * tick,
      where: { at: 'idle' },
    })),
    requests: [],
    effects: steps.map(() => 0),
  };
}

export function clockOf(world: World, process: Process): number {
  return world.time + process.ahead;
}

export function withProcess(world: World, name: string, where: At): World {
  return {
    ...world,
    processes: world.processes.map((one) => (one.name === name ? { ...one, where } : one)),
  };
}

/**
 * Equal where the same can happen: times count from now, and no longer than anybody looks at them.
 * @param certainAfter as in run-events.ts
 */
export function keyOf(world: World, certainAfter: number): string {
  const { time, run, processes, requests, effects } = world;
  const from = (at: number, least: number): number => Math.max((at - time) / tick, least);
  const doubt = stepInDoubt(run)?.startedAt;
  return [
    digest(run),
    run.lease && `${run.lease.owner}${from(run.lease.until, 0)}`,
    run.wakeAt !== null && from(run.wakeAt, 0),
    doubt !== undefined && from(doubt, -certainAfter / tick - 1),
    ...processes.map(({ where, ahead }) => {
      if (where.at === 'idle') return '';
      if (where.at === 'deciding') return digest(where.run);
      const late = where.at === 'sending' && where.since < time + ahead;
      return `${where.at}${where.step}${String(late)}${stepsOf(where.run)}`;
    }),
    ...requests.map(({ step, by: who, became, sentAt }) =>
      [step, who, became, from(sentAt, -1)].join(),
    ),
    effects.join(),
  ].join(';');
}

function digest(run: Run): string {
  const { state, attempts, cancelRequested, problem } = run;
  const isCancelled = String(cancelRequested !== null);
  return `${state}${stepsOf(run)}${attempts}${isCancelled}${problem?.code ?? ''}`;
}

function stepsOf({ steps }: Run): string {
  return steps.map(({ state }) => state).join();
}
