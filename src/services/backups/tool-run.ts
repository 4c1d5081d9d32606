// Runs mongodump, mongorestore and the commands for encrypting and copying, and says in words why one failed.
import { Problem } from '../../core/problem.js';
import type { Commands } from '../commands/commands.js';
import { short } from '../commands/tail.js';

export interface ToolCall {
  /** How it is called in what people read: `mongodump`. */
  name: string;
  words: readonly string[];
  /** Names of settings that it may see. */
  pass: readonly string[];
  timeoutMs: number;
  /** What helps when it can't be started. */
  howTo: string;
  /** What it does counts even where it is killed before it says so. */
  isLasting?: true;
}

export interface For {
  run: string;
  signal: AbortSignal;
  /** Is told each line, not masked: figures only. */
  heard?: (line: string) => void;
}

export const toolsHowTo =
  'Install the MongoDB Database Tools (mongodump, mongorestore) where the bot runs: https://www.mongodb.com/docs/database-tools/installation/; or set backups.mongodump and backups.mongorestore in ppm.config.yaml.';

/** From here on exit codes say which signal ended it. */
const killedFrom = 128;

/** Commands waits this much longer than we do, so that it is never the one to give up, milliseconds. */
const grace = 60_000;

/**
 * Runs what changes nothing that counts until it has ended well: nothing is in doubt when its time is up.
 * @throws Problem not_possible, outside_refused (exit code, time), cancelled, outcome_unknown when the bot stops
 */
export async function runSafely(commands: Commands, call: ToolCall, on: For): Promise<void> {
  const expired = AbortSignal.timeout(Math.ceil(call.timeoutMs));
  const signal = AbortSignal.any([on.signal, expired]);
  const later = { ...call, timeoutMs: call.timeoutMs + grace };
  try {
    await runTool(commands, later, { ...on, signal });
  } catch (error) {
    if (!expired.aborted || on.signal.aborted) throw error;
    throw new Problem(
      'outside_refused',
      `${call.name} had not ended after ${Math.round(call.timeoutMs / 6_000) / 10} min and was stopped. Nothing of it is kept.`,
      'Look in the thread at how far it came; raise backups.timeoutMinutes in ppm.config.yaml if it needs longer.',
      { cause: error },
    );
  }
}

/** @throws like runSafely, and outcome_unknown when its time was up, or a signal ended what is lasting */
export async function runTool(commands: Commands, call: ToolCall, on: For): Promise<void> {
  const { words, pass, timeoutMs } = call;
  let failure = '';
  const heard = (line: string): void => {
    // Its last line only counts documents; the reason stands before it.
    const found = /(?:^|\t)((?:Failed:|error |ERROR).*)$/.exec(line);
    if (found?.[1] !== undefined) failure = found[1];
    on.heard?.(line);
  };
  const ended = await commands
    .run({ words, pass, timeoutMs }, { run: on.run, signal: on.signal, heard })
    .catch((error: unknown) => {
      throw notStarted(error, call);
    });
  if (ended.code === 0) return;
  const reason = failure === '' ? ended.lastLine : short(failure);
  throw new Problem(
    call.isLasting && ended.code > killedFrom ? 'outcome_unknown' : 'outside_refused',
    `${call.name} ended with exit code ${ended.code}${reason === '' ? '.' : `: ${reason}`}`,
    hintFor(reason),
  );
}

/** With the way to get the program, where it can't be started; any other failure as it is. */
export function notStarted(error: unknown, { howTo }: Pick<ToolCall, 'howTo'>): unknown {
  if (!(error instanceof Problem) || error.code !== 'not_possible') return error;
  return new Problem('not_possible', error.message, howTo, { cause: error });
}

function hintFor(reason: string): string {
  if (/auth|not allowed|unauthorized/i.test(reason))
    return 'Check the user in the setting with its address: it needs the roles backup and restore.';
  if (/no space left|disk quota/i.test(reason))
    return 'Free some space where backups are kept (PPM_DATA_DIR, mongo-backups), and on the server.';
  if (/connect|server selection|no reachable servers/i.test(reason))
    return 'Check that MongoDB runs (mongo status) and can be reached from the bot; then ask for it again.';
  return 'What it said stands in the thread of this run.';
}

/** @param words with {name} where a value goes */
export function filled(
  words: readonly string[],
  values: Readonly<Record<string, string>>,
): string[] {
  return words.map((word) =>
    word.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}
