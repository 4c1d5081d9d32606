// Who writes to a database is held while it is restored: the syncs of its system are paused, its service is stopped, and both
// are let go again. Each can be done twice. (Runbook 4 "Restore from Backup": docker-compose stop api … start api)
import { asProblem, Problem } from '../../core/problem.js';
import type { ServiceOfSystem } from '../../config/delivery-schema.js';
import type { Context } from '../context.js';
import { specOf } from '../service-control/service-of.js';
import { stamp } from '../sync/when.js';
import type { Pause } from '../sync/sync-state.js';

export interface Held {
  system: string;
  database: string;
  /** Its service can be stopped and started. */
  stops: boolean;
}

type Parts = Pick<Context, 'syncState' | 'systems' | 'commands' | 'actor' | 'now' | 'signal'> & {
  run: string;
};

/** Only the pause of this run is ours to end. */
function reasonOf({ database }: Held, run: string): string {
  return `${database} is restored from a backup (${run})`;
}

/** @returns what the card says @throws Problem not_possible when somebody's pause would end in the middle */
export async function pauseSyncs(held: Held, parts: Parts): Promise<string> {
  const { syncState, actor, now, run } = parts;
  const reason = reasonOf(held, run);
  const there = await pauseThere(held, parts);
  if (there === undefined) {
    await syncState.pause({
      system: held.system,
      by: actor.person,
      reason,
      since: now(),
      until: null,
    });
    return `Syncs of ${held.system} are paused`;
  }
  if (there.reason === reason) return `Syncs of ${held.system} are paused`;
  if (there.until === null)
    return `${there.by} has paused the syncs of ${held.system}; they stay so`;
  throw new Problem(
    'not_possible',
    `${there.by} has paused the syncs of ${held.system} until ${stamp(there.until)}: they would go on in the middle.`,
    'Resume them, or pause them without an end; then ask again.',
    {
      suggestions: [
        { label: 'Resume syncs', operation: 'sync.resume', input: { system: held.system } },
      ],
    },
  );
}

/** Those of maintenance windows end with their window, and are beside ours. */
async function pauseThere(
  { system }: Held,
  { syncState }: Pick<Parts, 'syncState'>,
): Promise<Pause | undefined> {
  const all = await syncState.pauses();
  return all.find((one) => one.system === system && one.window === undefined);
}

export async function isPausedByUs(held: Held, parts: Parts): Promise<boolean> {
  return (await pauseThere(held, parts))?.reason === reasonOf(held, parts.run);
}

/** Ends our pause, and nobody else's. @returns what the card says */
export async function resumeSyncs(held: Held, parts: Parts): Promise<string> {
  if (!(await isPausedByUs(held, parts)))
    return `Syncs of ${held.system} were not paused by this run`;
  await parts.syncState.resume(held.system);
  return `Syncs of ${held.system} go on`;
}

/** @throws Problem outside_refused with its exit code, and what Commands throws */
export async function orderService(
  what: 'start' | 'stop',
  { system }: Held,
  { systems, commands, run, signal }: Parts,
): Promise<string> {
  const service: ServiceOfSystem | undefined = systems[system]?.service;
  const words = service?.[what];
  if (!service || !words)
    throw new Problem(
      'not_possible',
      `${system} has no service.${what} in ppm.config.yaml any more.`,
      'Put it back, or do it by hand.',
    );
  const { code, lastLine } = await commands.run(specOf({ service }, words), { run, signal });
  const done = what === 'stop' ? 'stopped' : 'started';
  if (code === 0) return `The service of ${system} is ${done}`;
  throw new Problem(
    'outside_refused',
    `The service of ${system} could not be ${done}: exit code ${code}${lastLine === '' ? '' : `, ${lastLine}`}.`,
    'What the command said is in the thread.',
    { suggestions: [startButton(system)] },
  );
}

/** Everything is let go that can be. @returns what could not be, in words */
export async function letGo(
  held: Held,
  parts: Parts,
  { isStopped }: { isStopped: boolean },
): Promise<string[]> {
  // The run's own signal may be aborted by now.
  const calm = { ...parts, signal: new AbortController().signal };
  const tries = [
    ...(isStopped ? [() => orderService('start', held, calm)] : []),
    () => resumeSyncs(held, calm),
  ];
  const wrong: string[] = [];
  for (const attempt of tries)
    await attempt().catch((error: unknown) => {
      const problem = asProblem(error);
      if (problem.code === 'store_unavailable') throw problem;
      wrong.push(problem.message);
    });
  return wrong;
}

export function startButton(system: string) {
  return { label: 'Start the service', operation: 'service.start', input: { system } };
}
