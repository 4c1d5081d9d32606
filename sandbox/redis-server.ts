// A real Redis for the bot's replicas, where the machine has one: what they share there needs Lua, which the pretended one
// (sandbox/redis/) does not know. Without one they share their memory only, and are slower to see what another does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

export interface RedisServer {
  /** `redis://:…@127.0.0.1:…`, for REDIS_URL. */
  url: string;
  close(): Promise<void>;
}

/** @returns null where there is no redis-server on the PATH */
export async function startRedisServer(given: {
  password: string;
  directory: string;
}): Promise<RedisServer | null> {
  const port = await freePort();
  // Its settings come by stdin: what stands in a command line can be read by anybody.
  const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const missing = once(child, 'error').then(() => null);
  // A program that is not there takes no settings.
  child.stdin.on('error', () => {});
  child.stdin.end(
    [
      'bind 127.0.0.1',
      `port ${port}`,
      `requirepass ${given.password}`,
      `dir ${given.directory}`,
      'save ""',
      'appendonly no',
      'maxmemory-policy noeviction',
      '',
    ].join('\n'),
  );
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
  return {
    url: `redis://:${encodeURIComponent(given.password)}@127.0.0.1:${port}`,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
