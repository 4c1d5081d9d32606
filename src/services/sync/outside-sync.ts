// Runs a sync that somebody else does, and remembers how it went.
import type { CommandSync, HttpSync } from '../../config/systems-schema.js';
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { callOf, commandOf } from './configured-sync.js';
import type { SyncData } from './sync-plan.js';

type Parts = Pick<Context, 'commands' | 'now' | 'signal' | 'syncState'>;

/**
 * @param run id of the run
 * @returns the last line that it said
 * @throws Problem outside_refused when its exit code or status says no, and what Commands throws
 */
export function runOutside(
  parts: Parts,
  sync: CommandSync | HttpSync,
  data: SyncData,
  run: string,
): Promise<string> {
  const { commands, signal } = parts;
  return noted(parts, data, run, async () => {
    if (sync.kind === 'command') {
      const { code, lastLine } = await commands.run(commandOf(sync, data), { run, signal });
      if (code !== 0) throw refused(`The command ended with exit code ${code}`, lastLine);
      return lastLine;
    }
    const { code, lastLine } = await commands.call(callOf(sync, data), { run, signal });
    if (code < 200 || code > 299) throw refused(`The answer was HTTP ${code}`, lastLine);
    return lastLine;
  });
}

function refused(what: string, lastLine: string): Problem {
  return new Problem(
    'outside_refused',
    `${what}${lastLine === '' ? '.' : `: ${lastLine}`}`,
    'What it said is in the thread.',
  );
}

/** Does it, and remembers how it went. */
async function noted(
  { syncState, now }: Parts,
  { system, mode }: SyncData,
  run: string,
  act: () => Promise<string>,
): Promise<string> {
  const last = {
    system,
    database: null,
    mode,
    run,
    startedAt: now(),
    pages: 0,
    changed: 0,
    deleted: 0,
    failed: 0,
    unknownTypes: [],
  };
  try {
    const note = await act();
    const ended = { endedAt: now(), outcome: 'succeeded', kind: null, message: note } as const;
    await syncState.sawEnd({ ...last, ...ended });
    return note;
  } catch (error) {
    const message = error instanceof Problem ? error.message : 'It went wrong inside ppm-oncall.';
    const ended = { endedAt: now(), outcome: 'failed', kind: 'other', message } as const;
    await syncState.sawEnd({ ...last, ...ended });
    throw error;
  }
}
