// What can happen next to a run, its processes and the outside. A process follows src/core/run-moves.ts, as the engine does.
import { Problem } from '../../../src/core/problem.js';
import { applyEvent, type RunEvent } from '../../../src/core/run-machine.js';
import { afterFailure, nextMove } from '../../../src/core/run-moves.js';
import { hasEnded, type Run } from '../../../src/core/run.js';
import { stepInDoubt } from '../../../src/core/run-steps.js';
import * as it from './run-world.js';
import type { At, Process, Request, World } from './run-world.js';

export interface Possible {
  /** How long after an intent the action's `reconcile` is certain that nothing of it is under way any more, milliseconds. */
  certainAfter: number;
  /** Whether somebody cancels, gives up a run that nobody works on. */
  cancels: boolean;
  givesUp: boolean;
}

type Happening = readonly [string, World];

export function* happenings(world: World, possible: Possible): Generator<Happening> {
  yield* clockTicks(world);
  yield* outsideActs(world);
  if (possible.cancels)
    yield* said(world, 'cancelled', { type: 'cancel', by: it.ana, reason: 'Stop.' });
  if (possible.givesUp)
    yield* said(world, 'given up', { type: 'give_up', by: it.ben, reason: 'It is dead.' });
  for (const process of world.processes) {
    const { name, where } = process;
    for (const [what, next] of moves(world, process, possible)) yield [`${name} ${what}`, next];
    if (where.at !== 'idle') {
      yield* beats(world, process);
      yield [`${name} dies`, dead(world, name)];
      yield [`${name} lets go`, letGo(world, process)];
    }
  }
}

/** A request must have become something by the time that it may be under way. */
function* clockTicks(world: World): Generator<Happening> {
  const { requests, time } = world;
  const waits = requests.some(
    ({ became, sentAt }) => became === 'under way' && time - sentAt >= it.longestUnderWay,
  );
  if (!waits) yield ['time passes', { ...world, time: time + it.tick }];
}

function* outsideActs(world: World): Generator<Happening> {
  for (const request of world.requests) {
    if (request.became !== 'under way') continue;
    const effects = world.effects.map((count, step) => count + (step === request.step ? 1 : 0));
    yield ['the outside acts', settled({ ...world, effects }, request, 'effect')];
    yield ['the outside refuses', settled(world, request, 'refused')];
  }
}

function settled(world: World, request: Request, became: Request['became']): World {
  return {
    ...world,
    requests: world.requests.flatMap((one) =>
      one !== request ? [one] : one.by === null ? [] : [{ ...one, became }],
    ),
  };
}

function* said(world: World, what: string, event: RunEvent): Generator<Happening> {
  const { next, run } = change(world, world.time, event);
  if (run) yield [what, next];
}

function* beats(world: World, process: Process): Generator<Happening> {
  const now = it.clockOf(world, process);
  const event: RunEvent = { type: 'renew', owner: process.name, until: now + it.lease };
  const { next, run } = change(world, now, event);
  if (run) yield [`${process.name} keeps its lease`, next];
}

/** No process has its name again: the lease stays with nobody. */
function dead(world: World, name: string): World {
  const { lease } = world.run;
  return {
    ...it.withProcess(world, name, { at: 'idle' }),
    run: lease?.owner === name ? { ...world.run, lease: { ...lease, owner: 'gone' } } : world.run,
    requests: leftBy(world.requests, name),
  };
}

/** It was told to stop, and leaves what is under way to others at once. */
function letGo(world: World, process: Process): World {
  const { name } = process;
  const left = { ...world, requests: leftBy(world.requests, name) };
  return written(left, process, { type: 'release', owner: name }, () => ({ at: 'idle' }));
}

function leftBy(requests: Request[], name: string): Request[] {
  return requests.flatMap((one) =>
    one.by !== name ? [one] : one.became === 'under way' ? [{ ...one, by: null }] : [],
  );
}

function* moves(world: World, process: Process, possible: Possible): Generator<Happening> {
  const { name: owner, where } = process;
  const now = it.clockOf(world, process);
  switch (where.at) {
    case 'idle':
      // A wake-up may come at any time; that one comes for certain is a promise of its own.
      yield [
        'claims',
        written(world, process, { type: 'claim', owner, until: now + it.lease }, decided),
      ];
      return;
    case 'deciding':
      yield* decisions(world, process, where.run, possible);
      return;
    case 'acting': {
      const { run } = where;
      const step = run.steps.findIndex(({ state }, at) => at >= where.step && state !== 'done');
      const id = run.steps[step]?.id;
      if (id === undefined)
        yield ['has run', written(world, process, { type: 'ran', owner }, decided)];
      else
        yield [
          `intends ${id}`,
          written(world, process, { type: 'step_started', owner, step: id }, () => ({
            at: 'sending',
            run,
            step,
            since: now,
          })),
        ];
      return;
    }
    case 'sending': {
      const { run, step, since } = where;
      if (world.run.cancelRequested) yield ['is interrupted', failed(world, process, 'cancelled')];
      // It sends nothing that nobody expects to come any more.
      if (now > since) yield ['is too late', failed(world, process, 'outside_unavailable')];
      else {
        const request: Request = { step, sentAt: world.time, by: owner, became: 'under way' };
        const requests = [...world.requests, request];
        const next = it.withProcess({ ...world, requests }, owner, { at: 'waiting', run, step });
        yield [`sends ${it.stepNames[step]}`, next];
      }
      return;
    }
    case 'waiting': {
      const became = world.requests.find((request) => request.by === owner)?.became;
      const { run, step } = where;
      const next = { ...world, requests: leftBy(world.requests, owner) };
      const done: RunEvent = { type: 'step_done', owner, step: it.stepNames[step] ?? '' };
      if (became === 'effect')
        yield [
          'hears it is done',
          written(next, process, done, () => ({ at: 'acting', run, step: step + 1 })),
        ];
      if (became === 'refused') yield ['hears a refusal', failed(next, process, 'outside_refused')];
      yield ['hears nothing', failed(next, process, 'outcome_unknown')];
    }
  }
}

/** A process does what its copy says, and writes it upon what is stored. */
function* decisions(
  world: World,
  process: Process,
  run: Run,
  { certainAfter }: Possible,
): Generator<Happening> {
  const owner = process.name;
  const now = it.clockOf(world, process);
  const write = (event: RunEvent): World => written(world, process, event, decided);
  const begun = (): World =>
    written(world, process, { type: 'begin', owner }, (stored) => ({
      at: 'acting',
      run: stored,
      step: 0,
    }));
  const move = nextMove(run);
  switch (move) {
    case 'verify': {
      const check = { name: 'It shines', expected: '', actual: '' };
      const isDone = world.effects.every((count) => count > 0);
      for (const ok of isDone ? [true, false] : [false]) {
        const what = ok ? 'finds all well' : 'finds a check wrong';
        yield [what, write({ type: 'verified', owner, checks: [{ ...check, ok }] })];
      }
      yield ['can check nothing', write({ type: 'verified', owner, checks: [] })];
      return;
    }
    case 'settle': {
      const doubt = stepInDoubt(run);
      const step = run.steps.findIndex(({ id }) => id === doubt?.id);
      const isDone = (world.effects[step] ?? 0) > 0;
      const isOver = now - (doubt?.startedAt ?? now) > certainAfter;
      yield [
        'hears unknown',
        write({ type: 'doubt', owner, evidence: '', retryAt: now + it.tick }),
      ];
      // Only what is certain; see `reconcile` in src/core/operation.ts.
      const outcome = isDone ? 'done' : isOver ? 'not-done' : null;
      if (outcome !== null)
        yield [`hears ${outcome}`, write({ type: 'reconciled', owner, outcome, evidence: '' })];
      return;
    }
    case 'stop':
      yield ['stops', write({ type: 'stopped', owner })];
      return;
    case 'end':
      yield ['ends it', failed(world, process, 'internal')];
      return;
    case 'begin':
      yield ['finds drift', failed(world, process, 'plan_drifted')];
      yield ['begins', begun()];
      return;
    case 'go_on':
      yield ['goes on', begun()];
  }
}

/** What the engine writes when an action, or what comes before it, has failed. */
function failed(world: World, process: Process, code: Problem['code']): World {
  const owner = process.name;
  const now = it.clockOf(world, process);
  const meant = afterFailure(world.run, code);
  switch (meant) {
    case 'stop':
      return written(world, process, { type: 'stopped', owner }, decided);
    case 'doubt':
      return written(world, process, { type: 'doubt', owner, evidence: '', retryAt: now }, decided);
    case 'fail': {
      const problem = { code, message: '', hint: '' };
      return written(world, process, { type: 'fail', owner, problem }, decided);
    }
  }
}

/** @param then where the process goes; what is refused ends its work on the run, or its step where that was cancelled */
function written(world: World, process: Process, event: RunEvent, then: (run: Run) => At): World {
  const { next, run, code } = change(world, it.clockOf(world, process), event);
  if (run) return it.withProcess(next, process.name, then(run));
  if (code === 'cancelled') return failed(world, process, code);
  return it.withProcess(next, process.name, { at: 'idle' });
}

function decided(run: Run): At {
  return run.lease && !hasEnded(run) ? { at: 'deciding', run } : { at: 'idle' };
}

/** One compare-and-swap: the event on what is stored now. `run` is null where it was refused, and `code` says why. */
function change(
  world: World,
  now: number,
  event: RunEvent,
): { next: World; run: Run | null; code: Problem['code'] | null } {
  try {
    const run = applyEvent(world.run, event, now);
    const stored = run !== world.run;
    const revision = world.revision + (stored ? 1 : 0);
    return { next: { ...world, run, revision }, run, code: null };
  } catch (error) {
    if (error instanceof Problem) return { next: world, run: null, code: error.code };
    throw error;
  }
}
