// A real server that speaks MongoDB's protocol, as a process of its own (FerretDB with SQLite), and the real mongodump and
// mongorestore. test/support/mongo-engines/build.sh builds the three; the tests find them on the PATH or in PPM_ENGINES_DIR.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../../../sandbox/until.js';
import { freePort } from '../../../sandbox/free-port.js';
import { listens } from '../../support/listens.js';
import { programNamed } from '../program.js';
import { startRelay } from './relay.js';

export interface Programs {
  ferretdb: string;
  mongodump: string;
  mongorestore: string;
}

/** Paths of the three; null where one of them is missing. */
export function mongoPrograms(): Programs | null {
  const ferretdb = engine('ferretdb');
  const mongodump = engine('mongodump');
  const mongorestore = engine('mongorestore');
  return ferretdb && mongodump && mongorestore ? { ferretdb, mongodump, mongorestore } : null;
}

function engine(name: string): string | null {
  const directory = process.env['PPM_ENGINES_DIR'];
  if (directory === undefined) return programNamed(name);
  try {
    accessSync(join(directory, name), constants.X_OK);
    return join(directory, name);
  } catch {
    return programNamed(name);
  }
}

export interface Ferret {
  /** Through the relay, without a database. */
  uri: string;
  close(): Promise<void>;
}

/** @param path of its program @throws Error with what it said when it ends early */
export async function startFerret(path: string): Promise<Ferret> {
  const directory = await mkdtemp(join(tmpdir(), 'ppm-ferret-'));
  const port = await freePort();
  const running = spawn(path, [`127.0.0.1:${port}`, directory], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = once(running, 'exit');
  const log: string[] = [];
  createInterface({ input: running.stderr }).on('line', (line) => log.push(line));
  await until('FerretDB listens', () => {
    if (running.exitCode !== null) throw new Error(`FerretDB ended:\n${log.join('\n')}`);
    return listens(port);
  });
  const relay = await startRelay(port);

  return {
    uri: `mongodb://127.0.0.1:${relay.port}`,
    async close() {
      await relay.close();
      running.kill('SIGKILL');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
