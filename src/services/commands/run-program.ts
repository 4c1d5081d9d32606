// Runs a program to its end, without a shell, in a process group of its own: what it starts is stopped with it.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { Problem } from '../../core/problem.js';
import { unlessAborted } from '../resilience/abortable.js';
import type { CommandSpec } from './commands.js';
import type { Line } from './line-reader.js';
import { endGroup } from './process-group.js';
import { listenTo } from './voice.js';

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** How long a program that has ended is still listened to: something that it started may hold its pipes, milliseconds. */
const afterwards = 1_000;

/**
 * @param said is told each line, and by which stream it came
 * @returns the exit code; where a signal ended it, 128 and the signal's number, as a shell says it
 * @throws Problem not_possible where it can't be started, or the signal's reason; it is gone then, and what it started too
 */
export async function runProgram(
  spec: Pick<CommandSpec, 'words' | 'cwd'>,
  env: Record<string, string>,
  signal: AbortSignal,
  said: (line: Line, from: string) => void,
): Promise<number> {
  signal.throwIfAborted();
  const { child, pid, exit } = await start(spec, env);
  const voices = [
    listenTo(child.stdout, (line) => said(line, 'out')),
    listenTo(child.stderr, (line) => said(line, 'err')),
  ];
  try {
    const code = await unlessAborted(exit, signal);
    if (!(await isSilent(voices)))
      said({ text: '(something that it started goes on unheard)', overwritten: false }, 'ppm');
    return code;
  } catch (error) {
    await endGroup(pid);
    await isSilent(voices);
    throw error;
  } finally {
    for (const voice of voices) voice.stop();
  }
}

/** True as soon as all have ended, false when that takes too long. */
function isSilent(voices: readonly { ended: Promise<void> }[]): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), afterwards);
    void Promise.all(voices.map(({ ended }) => ended)).then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

async function start(
  { words, cwd }: Pick<CommandSpec, 'words' | 'cwd'>,
  env: Record<string, string>,
): Promise<{ child: Child; pid: number; exit: Promise<number> }> {
  const [program = '', ...given] = words;
  if (cwd !== undefined && !(await isFolder(cwd)))
    throw notStarted(`the folder ${cwd} is not there`, 'Correct `cwd` in ppm.config.yaml.');
  try {
    const child = spawn(program, given, {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    });
    const exit = new Promise<number>((resolve) => {
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      });
    });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    if (child.pid === undefined) throw new Error('a started program has no id');
    return { child, pid: child.pid, exit };
  } catch (error) {
    throw whyNot(program, error);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function whyNot(program: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT')
    return notStarted(
      `${program} is not there`,
      'Correct `command` in ppm.config.yaml, or install it where the bot runs.',
      error,
    );
  if (code === 'EACCES')
    return notStarted(
      `${program} may not be executed`,
      'Make it executable (chmod +x), or name the program that runs it first.',
      error,
    );
  return notStarted(
    program === '' ? 'no program is named' : `${program} fails with ${code || 'no reason'}`,
    'Look at `command` in ppm.config.yaml, and at the machine that the bot runs on.',
    error,
  );
}

function notStarted(why: string, hint: string, cause?: unknown): Problem {
  return new Problem('not_possible', `The command can't be started: ${why}.`, hint, { cause });
}
