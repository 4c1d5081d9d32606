// `ppm` as a real process, compiled, with exactly the settings that a test gives.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  out: string;
  err: string;
}

export interface Ppm {
  ended: Promise<Ended>;
  /** What it has said so far on standard output. */
  soFar(): string;
  /** Ctrl-C. */
  interrupt(): void;
  /** Reads no more, as `head` does once it has its lines. */
  leave(): void;
}

/** Starts it in `folder`; it is killed when it takes longer than a minute. */
export function startPpm(
  environment: Record<string, string>,
  words: readonly string[],
  folder: string,
): Ppm {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
  });
  const err = text(child.stderr);
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return {
    ended: ended.then(async (code) => ({ code, out, err: await err })),
    soFar: () => out,
    interrupt: () => void child.kill('SIGINT'),
    leave: () => void child.stdout.destroy(),
  };
}
