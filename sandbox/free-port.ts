// A port that its program can have again after a time without it: a server that is shut and opened, a program that is killed
// and started.
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below those that the kernel gives to whoever asks for any (32768 on Linux, 49152 elsewhere): one of these would be somebody
// else's by the time it is wanted again.
const first = 20_000;
const many = 12_000;
/** Processes begin far from each other, and none takes the same again soon. */
let next = (process.pid * 997) % many;

/**
 * @returns a port of 127.0.0.1 that is free now
 * @throws when all of them are taken
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < many; tried += 1) {
    const port = first + next;
    next = (next + 1) % many;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port of ${first} to ${first + many - 1} is free`);
}

/** Whether nobody listens there now. */
export async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
