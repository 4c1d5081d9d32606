// What is promised of a run, whatever happens. (docs/architecture.md, "The life of a run")
import { hasEnded, type Run } from '../../../src/core/run.js';
import { maximumAttempts } from '../../../src/core/run-moves.js';
import type { World } from './run-world.js';
import type { Promised } from './search.js';

/** In a run's life, and nothing else. */
const ways: Record<Run['state'], readonly Run['state'][]> = {
  planning: ['awaiting_approval', 'approved', 'failed', 'cancelled'],
  awaiting_approval: ['approved', 'denied', 'expired', 'cancelled'],
  approved: ['running', 'failed', 'cancelled'],
  running: ['verifying', 'unknown', 'failed', 'cancelled'],
  verifying: ['succeeded', 'failed'],
  unknown: ['running', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  denied: [],
  expired: [],
  cancelled: [],
};

interface Kept {
  run: Run;
  revision: number;
}

/** Of every universe with a run in it, about what is stored: a process that dies stores nothing. */
export const lifePromises: Record<string, Promised<Kept>> = {
  'a run goes only the ways that are drawn': whenStored(
    (before, after) => before.state === after.state || ways[before.state].includes(after.state),
  ),
  'a change of state is one entry of its history, that names the new state': whenStored(
    (before, after) => {
      const added = after.history.length - before.history.length;
      if (before.state === after.state) return added === 0 || added === 1;
      return added === 1 && after.history.at(-1)?.state === after.state;
    },
  ),
  'what stood in the history stays': whenStored((before, after) =>
    before.history.every((entry, index) => entry === after.history[index]),
  ),
  'an ended run is never changed again': whenStored((before) => !hasEnded(before)),
  'an ended run holds no lease': whenStored((_, run) => !hasEnded(run) || run.lease === null),
  'a run that has not ended will be looked at again': whenStored(
    (_, run) => hasEnded(run) || run.wakeAt !== null,
  ),
  'a write is one revision': (before, after, event) =>
    event.endsWith(' dies') ||
    after.revision - before.revision === (before.run === after.run ? 0 : 1),
};

function whenStored(holds: (before: Run, after: Run) => boolean): Promised<Kept> {
  return ({ run: before }, { run: after }, event) =>
    before === after || event.endsWith(' dies') || holds(before, after);
}

export const executionPromises: Record<string, Promised<World>> = {
  'no step takes effect twice': (_, { effects }) => effects.every((count) => count <= 1),
  'no step is begun before the one before it has taken effect': (_, { requests, effects }) =>
    requests.every(({ step }) => step === 0 || (effects[step - 1] ?? 0) > 0),
  'only the process with the lease writes what came of a step': (
    { run: before },
    { run },
    event,
  ) => {
    if (before.steps === run.steps || event === 'given up') return true;
    return before.lease !== null && event.startsWith(`${before.lease.owner} `);
  },
  'a lease is taken only when it has run out by the clock of who takes it': (
    { run: before, time, processes },
    { run },
  ) => {
    const owner = run.lease?.owner;
    if (before.lease === null || owner === undefined || owner === 'gone') return true;
    const ahead = processes.find(({ name }) => name === owner)?.ahead ?? 0;
    return before.lease.owner === owner || before.lease.until <= time + ahead;
  },
  'a step that counts as done has taken effect': (_, { run, effects }) =>
    run.steps.every(({ state }, step) => state !== 'done' || effects[step] === 1),
  'a step that counts as not done has not, and never will': (
    before,
    { run, effects, requests },
  ) => {
    // Given up, it says that its outcome is not known.
    if (!hasEnded(run) || run.history.at(-1)?.event === 'given_up') return true;
    const isLeft = (step: number): boolean =>
      (effects[step] ?? 0) > 0 ||
      requests.some((one) => one.step === step && one.became === 'under way');
    return run.steps.every(({ state }, step) => state === 'done' || !isLeft(step));
  },
  'success is every step done': (_, { run, effects }) =>
    run.state !== 'succeeded' ||
    (effects.every((count) => count === 1) && run.steps.every(({ state }) => state === 'done')),
  'only checks that were made, and hold, are success': ({ run: before }, { run }, event) =>
    before === run || run.state !== 'succeeded' || event.endsWith('finds all well'),
  'a refused drift has changed nothing': (_, { run, effects }) =>
    run.problem?.code !== 'plan_drifted' || effects.every((count) => count === 0),
  'nothing is begun once it is cancelled': ({ run: before }, { run }) =>
    before.cancelRequested === null ||
    run.steps.every(
      ({ state }, index) => state !== 'in_progress' || before.steps[index]?.state === 'in_progress',
    ),
  'what is in doubt is never begun again before its outcome is known': ({ run: before }, { run }) =>
    run.steps.every(
      ({ state }, index) =>
        state !== 'in_progress' ||
        ['pending', 'in_progress'].includes(before.steps[index]?.state ?? ''),
    ),
  'nobody gives up what is being worked on': ({ run: { lease }, time }, _, event) =>
    event !== 'given up' || lease === null || lease.until <= time,
  'it begins so often and no more': (_, { run }) => run.attempts <= maximumAttempts,
};
