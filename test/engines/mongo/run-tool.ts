// Runs mongodump and mongorestore, the real ones and the sandbox's, and keeps what they say.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const toolsFolder = new URL('../../../sandbox/mongodb/tools/', import.meta.url);

/** The words that start a pretended one. */
export const pretended = (tool: 'mongodump' | 'mongorestore'): string[] => [
  process.execPath,
  fileURLToPath(new URL(`${tool}.mjs`, toolsFolder)),
];

export interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Standard error, without the times. */
  said: string[];
  output: string;
}

/** @param started is told its process id @throws Error when there is no such program */
export async function runTool(
  words: readonly string[],
  started: (pid: number) => void = () => undefined,
): Promise<Ran> {
  const [program = '', ...rest] = words;
  const running = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [errors, output] = ['', ''];
  running.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  if (running.pid !== undefined) started(running.pid);
  const [code, signal]: [number | null, NodeJS.Signals | null] = await new Promise(
    (resolve, reject) => {
      running.once('error', reject);
      running.once('close', (...how) => resolve(how));
    },
  );
  const said = errors.split('\n').filter((line) => line !== '');
  return { code, signal, said: said.map((line) => line.replace(/^\S+\t/, '')), output };
}
