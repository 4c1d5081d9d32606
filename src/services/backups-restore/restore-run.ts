// The steps of a restore. Until mongorestore begins, whatever goes wrong lets the writers go on; from then on they are held
// until the database is proved to be as in the backup.
import { Problem } from '../../core/problem.js';
import type { Step } from '../../core/operation.js';
import type { Context } from '../context.js';
import { differencesOf, linesOf, sizeOfShape } from './differences.js';
import { assertQuiet } from './quiet.js';
import { restoreButton, type RestoreData } from './restore-plan.js';
import { asCertain, asSentence, endsHere, startsOf } from './run-over.js';
import { letGo, orderService, pauseSyncs, resumeSyncs, startButton } from './writers-hold.js';
import { targetOf } from './configured-target.js';

type Parts = Context & { step: Step; run: string };
/** The engine gives a step up that comes to no end so often; what is held would stay so, unsaid. */
const mostTries = 3;

/** How far the database itself has come. */
type Stage = 'untouched' | 'half' | 'restored' | 'proved';

export async function runRestore(data: RestoreData, context: Parts): Promise<void> {
  const { mongoBackups, run, runs, signal, step } = context;
  const before = await runs.get(run);
  let stage: Stage = startsOf(before, 'restore') > 0 ? 'half' : 'untouched';
  let isStopped = startsOf(before, 'stop') > 0;
  let isStartTried = false;
  let isHeldHere = false;

  /** The process that died may have let the writers go on before it did. @returns what the card says */
  async function hold(): Promise<string> {
    if (isHeldHere) return '';
    const paused = await pauseSyncs(data, context);
    const stopped = data.stops ? await orderService('stop', data, context) : paused;
    isHeldHere = true;
    return stopped;
  }

  try {
    const backup = await mongoBackups.named(data.backup, 'name');
    await step('inspect', async (tell) => {
      await mongoBackups.inspect(backup, { run, signal, tell });
      return `${sizeOfShape(backup.collections)}, sha256 ${backup.sha256.slice(0, 12)}`;
    });
    await step('pause', () => pauseSyncs(data, context));
    if (data.stops)
      await step('stop', async () => {
        isStopped = true;
        return hold();
      });
    await step('quiet', async () => {
      await hold();
      return assertQuiet(data, context);
    });
    await step('safety', async (tell) => {
      await hold();
      const target = targetOf(mongoBackups, backup);
      const what = { reason: 'safety', label: data.label } as const;
      const made = await mongoBackups.make(target, what, { run, signal, tell });
      return `${made.name}: ${sizeOfShape(made.collections)}`;
    });
    await step('restore', async (tell) => {
      await hold();
      // The safety backup may have taken long enough for somebody to come.
      await assertQuiet(data, context);
      const earlier = stage;
      stage = 'half';
      await mongoBackups.restore(backup, null, { run, signal, tell }).catch((error: unknown) => {
        // No program, no setting, no room: it was not even begun.
        if (error instanceof Problem && error.code === 'not_possible') stage = earlier;
        throw error;
      });
      return `${sizeOfShape(backup.collections)} restored`;
    });
    stage = 'restored';
    await step('compare', () => compare(data, context));
    stage = 'proved';
    if (data.stops)
      await step('start', () => {
        isStartTried = true;
        return orderService('start', data, context);
      });
    await step('resume', () => resumeSyncs(data, context));
  } catch (error) {
    const end = await endsHere(error, context, before);
    throw await ended(end, {
      data,
      context,
      stage,
      isStopped: isStopped && !isStartTried,
      isLastTry: startsOf(before, 'restore') + 1 >= mostTries,
    });
  }
}

/** @throws Problem outside_refused with the differences */
async function compare(data: RestoreData, context: Context): Promise<string> {
  const { mongoAdmin, mongoBackups, signal } = context;
  const { collections } = await mongoBackups.named(data.backup, 'name');
  const found = await mongoAdmin.shape(data, signal);
  const differences = differencesOf(collections, found, { extras: true, counts: true });
  if (differences.length === 0) return `Equal: ${sizeOfShape(collections)}`;
  throw new Problem(
    'outside_refused',
    `${data.database} is not as in the backup: ${linesOf(differences).join('; ')}.`,
    'Restore what was there before, or restore again once nobody writes.',
  );
}

/** What is thrown in the end, after everything that can be let go has been. */
async function ended(
  { problem, isCancelled }: { problem: Problem; isCancelled: boolean },
  of: { data: RestoreData; context: Parts; stage: Stage; isStopped: boolean; isLastTry: boolean },
): Promise<Problem> {
  const { data, context, stage, isStopped, isLastTry } = of;
  switch (stage) {
    case 'untouched':
      return asCertain(problem, await letGo(data, context, { isStopped }));
    case 'half':
      // It is looked into, and done again: nothing ends here.
      if (
        !isCancelled &&
        !isLastTry &&
        (problem.code === 'outcome_unknown' || problem.code === 'internal')
      )
        return problem;
      return heldOn(problem, data, `${data.database} may be only half restored.`);
    case 'restored':
      if (problem.code === 'cancelled')
        return asCertain(problem, await letGo(data, context, { isStopped }));
      return heldOn(problem, data, `${data.database} is restored, but not proved to be right.`);
    case 'proved':
      return asCertain(problem, await letGo(data, context, { isStopped }));
  }
}

/** The writers stay away from a database that is not as it should be, and people are told how to go on. */
function heldOn(problem: Problem, data: RestoreData, state: string): Problem {
  const { system, stops } = data;
  return new Problem(
    'outside_refused',
    `${asSentence(problem.message)} ${state} ${stops ? `The service of ${system} stays stopped, its` : `The`} syncs stay paused.`,
    'Restore the safety backup or this one again; only then start the service and resume the syncs.',
    {
      cause: problem,
      suggestions: [
        restoreButton(data.label),
        ...(stops ? [startButton(system)] : []),
        { label: 'Resume syncs', operation: 'sync.resume', input: { system } },
      ],
    },
  );
}
