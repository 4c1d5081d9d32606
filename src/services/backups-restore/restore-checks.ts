// What became of a restore: whether a step that was in doubt was done, and the proof at the end.
import type { Check, Reconciliation } from '../../core/operation.js';
import { pause } from '../resilience/abortable.js';
import type { Context } from '../context.js';
import { checksOf, differencesOf } from './differences.js';
import { isWrittenTo } from './quiet.js';
import type { RestoreData } from './restore-plan.js';
import { noteOf } from './run-over.js';
import { isPausedByUs } from './writers-hold.js';

/** Between two looks at the health of what was started, milliseconds. */
const healthEveryMs = 5_000;
const usualHealthySeconds = 60;

type Parts = Context & { run: string };

export async function settleRestore(
  data: RestoreData,
  context: Parts,
  step: string,
): Promise<Reconciliation> {
  switch (step) {
    case 'pause': {
      const isPaused = await isPausedByUs(data, context);
      return settled(
        isPaused,
        isPaused ? 'The syncs are paused.' : 'The syncs are not paused yet.',
      );
    }
    case 'resume': {
      const isPaused = await isPausedByUs(data, context);
      return settled(!isPaused, isPaused ? 'The syncs are still paused.' : 'The syncs go on.');
    }
    case 'safety': {
      const made = (await context.mongoBackups.list(data.database)).find(
        ({ label }) => label === data.label,
      );
      return settled(made !== undefined, made ? `${made.name} is there.` : 'None was finished.');
    }
    case 'restore':
      if (await isWrittenTo(data, context))
        return {
          outcome: 'unknown',
          evidence: `Somebody writes to ${data.database}: perhaps the mongorestore of the process that died.`,
        };
      return settled(false, 'mongorestore --drop gives the same each time: it is done again.');
    default:
      return settled(false, 'It can be done twice without harm: it is done again.');
  }
}

function settled(isDone: boolean, evidence: string): Reconciliation {
  return { outcome: isDone ? 'done' : 'not-done', evidence };
}

export async function verifyRestore(data: RestoreData, context: Parts): Promise<Check[]> {
  const { mongoAdmin, mongoBackups, runs, run, signal } = context;
  const backup = await mongoBackups.named(data.backup, 'name');
  const compared = noteOf(await runs.get(run), 'compare');
  // Its service writes again: counts were compared before it was started.
  const differences = differencesOf(backup.collections, await mongoAdmin.shape(data, signal), {
    extras: true,
    counts: false,
  });
  const isPaused = await isPausedByUs(data, context);
  const safety = (await mongoBackups.list(data.database)).some(({ label }) => label === data.label);
  return [
    {
      name: 'Counts and indexes before the writers came back',
      ok: compared !== null,
      expected: 'as in the backup',
      actual: compared ?? 'not compared',
    },
    ...checksOf('Collections and indexes now', backup.collections, differences),
    {
      name: 'Syncs go on',
      ok: !isPaused,
      expected: 'not paused by this run',
      actual: isPaused ? 'paused by this run' : 'not paused by this run',
    },
    {
      name: 'The safety backup is there',
      ok: safety,
      expected: data.label,
      actual: safety ? data.label : 'none',
    },
    ...(await healthChecks(data.system, context)),
  ];
}

/** Of the system's components, once they had time to come back. */
async function healthChecks(system: string, context: Parts): Promise<Check[]> {
  const { health, systems, signal } = context;
  if (!health.components.some((one) => one.system === system && !one.onDemand)) return [];
  const seconds = systems[system]?.service?.healthySeconds ?? usualHealthySeconds;
  let left = Math.ceil((seconds * 1_000) / healthEveryMs);
  for (;;) {
    const now = await health.check({ system, onDemand: false, signal });
    const bad = now.filter(({ status }) => status === 'bad');
    left -= 1;
    if (bad.length === 0 || left < 0)
      return [
        {
          name: `Health of ${system}`,
          ok: bad.length === 0,
          expected: 'no component is red',
          actual:
            bad.length === 0
              ? 'no component is red'
              : bad.map(({ title, said }) => `${title}: ${said}`).join('; '),
        },
      ];
    await pause(healthEveryMs, signal);
  }
}
