// What keeps the pretend services running, as systemd and docker do on real machines: it says how each is, and starts, stops,
// restarts and scales it. The script service.mjs, which the bot runs, asks it over HTTP; its address stands in a file of the
// data directory.
//
//   GET  /{service}           -> ServiceState
//   POST /{service}/{verb}    start, stop, restart, scale?replicas=, clean, migrate?to=
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { openDoor, type Door } from '../door.js';
import type { Flag, Flags } from './flags.js';
import { send, type Answer } from './service.js';

export interface ServiceState {
  state: 'running' | 'stopped';
  replicas: number;
  restarts: number;
  /** Epoch milliseconds. */
  startedAt: number;
  /** What cleaning would free. */
  oldFiles: { path: string; megabytes: number }[];
  /** Of its database. */
  schema: string;
  pid: number;
}

/** What of a service can be switched. */
export type Switched = Pick<Door, 'isOpen' | 'setOpen'>;

/** Failures that go with a fresh start. */
const mendedByRestart: Readonly<Record<string, readonly Flag[]>> = {
  oberaconnect: ['sync-not-running', 'circuit-open', 'low-memory'],
  wittwizz: ['sync-failures'],
  'notion-bot-api': ['errors-5xx', 'slow-api'],
  orchestra: ['tool-slow'],
};
const oldLogs = [
  { path: '/var/log/oberaconnect/sync.log.1', megabytes: 412 },
  { path: '/var/log/oberaconnect/sync.log.2.gz', megabytes: 96 },
  { path: '/var/cache/oberaconnect/responses', megabytes: 1_730 },
];
export const schemas = ['0007_add_priority', '0008_add_due_date'] as const;

export interface Supervisor {
  states: Readonly<Record<string, ServiceState>>;
  close(): Promise<void>;
}

export async function startSupervisor(options: {
  doors: Readonly<Record<string, Switched>>;
  flags: Flags;
  dataDir: string;
  now: () => number;
}): Promise<Supervisor> {
  const { doors, flags, dataDir, now } = options;
  const begun = now() - 6 * 3_600_000;
  const states = Object.fromEntries(
    Object.keys(doors).map((name, place): [string, ServiceState] => [
      name,
      {
        state: 'running',
        replicas: 1,
        restarts: 0,
        startedAt: begun,
        oldFiles: name === 'oberaconnect' ? [...oldLogs] : [],
        schema: schemas[0],
        pid: 4_000 + place * 17,
      },
    ]),
  );

  async function setRunning(name: string, isRunning: boolean): Promise<void> {
    const state = states[name];
    if (!state) return;
    await doors[name]?.setOpen(isRunning);
    state.state = isRunning ? 'running' : 'stopped';
    if (!isRunning) return;
    state.startedAt = now();
    state.pid += 1;
    for (const flag of mendedByRestart[name] ?? []) flags.set(flag, false);
  }

  async function act(name: string, verb: string, query: URLSearchParams): Promise<Answer> {
    const state = states[name];
    if (!state) return { status: 404, body: { error: `Unit ${name} could not be found.` } };
    switch (verb) {
      case '':
        break;
      case 'start':
        if (state.state === 'stopped') await setRunning(name, true);
        break;
      case 'stop':
        await setRunning(name, false);
        break;
      case 'restart':
        await setRunning(name, false);
        await setRunning(name, true);
        state.restarts += 1;
        break;
      case 'scale':
        state.replicas = Number(query.get('replicas'));
        break;
      case 'clean':
        state.oldFiles = [];
        flags.set('disk-full', false);
        break;
      case 'migrate':
        state.schema = query.get('to') ?? state.schema;
        break;
      default:
        return { status: 404, body: { error: `Unknown operation ${verb}.` } };
    }
    // In a crash loop each look finds one more.
    if (name === 'notion-bot-api' && flags.has('restarts')) state.restarts += 3;
    return { status: 200, body: state };
  }

  const server = createServer((request, response) => {
    request.resume();
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://supervisor');
    const [, name = '', verb = ''] = pathname.split('/');
    const asked = request.method === 'GET' ? '' : verb;
    void act(name, asked, searchParams).then((answer) => send(response, answer));
  });
  const door = await openDoor(server);
  await writeFile(join(dataDir, 'supervisor.json'), JSON.stringify({ port: door.port }));
  return { states, close: () => door.close() };
}
