// A real Redis for the bot's replicas, where the machine has one: what they share there needs Lua, which the pretended one
// (sandbox/redis/) does not know. Without one they share their memory only, and are slower to see what another does.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

export interface RedisServer {
  /** `redis://:…@127.0.0.1:…`, for REDIS_URL. */
  url: string;
  /** As a crash would; it keeps nothing on disk. */
  kill(): Promise<void>;
  /** On the same port again. */
  start(): Promise<void>;
  /** Takes connections and answers nothing, until `go`. */
  freeze(): void;
  go(): void;
  close(): Promise<void>;
}

/** @returns null where there is no redis-server on the PATH */
export async function startRedisServer(password: string): Promise<RedisServer | null> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'ppm-redis-'));
  const removed = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${directory}`,
    'save ""',
    'appendonly no',
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
  const first = await launch(settings);
  if (first === null) {
    await removed();
    return null;
  }
  let child = first;
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  return {
    url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    kill,
    async start() {
      child = (await launch(settings)) ?? child;
    },
    freeze: () => void child.kill('SIGSTOP'),
    go: () => void child.kill('SIGCONT'),
    async close() {
      await kill();
      await removed();
    },
  };
}

/**
 * @returns when it takes connections; null where there is no such program
 * @throws when it ends before
 */
async function launch(settings: string): Promise<ChildProcess | null> {
  const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const missing = once(child, 'error').then(() => null);
  // A program that is not there takes no settings.
  child.stdin.on('error', () => {});
  // They come by stdin: what stands in a command line can be read by anybody.
  child.stdin.end(settings);
  const ready = new Promise<boolean>((resolve) => {
    createInterface({ input: child.stdout })
      .on('line', (line) => {
        if (line.includes('Ready to accept connections')) resolve(true);
      })
      .on('close', () => resolve(false));
  });
  const started = await Promise.race([ready, missing]);
  if (started === null) return null;
  if (!started) throw new Error('redis-server ended before it took connections');
  return child;
}
