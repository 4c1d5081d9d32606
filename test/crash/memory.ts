// Where the replicas keep their memory, and how the fate of a life sees what they write there: a gate before MongoDB, or a
// preload in each process for SQLite.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMongoReplicaSet } from '../../sandbox/mongodb/replica-set.js';
import type { Fate, Point, Writer } from './fate.js';
import type { Gate } from './http-gate.js';
import { openMongoGate, type Bodies } from './mongo-gate.js';

export interface Memory {
  /** The way of one replica to it; null where there is none. */
  gateFor(writer: Writer, fate: Fate): Promise<Gate | null>;
  /** @param preloads what else is loaded into the process first */
  settingsFor(name: string, gate: Gate | null, preloads: readonly string[]): Record<string, string>;
  /** A new life begins. */
  begin(point: Point | null): void;
  /** What it has seen of this life beside the fate. */
  seen(): { met: string | null; counts: ReadonlyMap<string, number> };
  /** The whole of it refuses everybody, or is back; null where that can't be. */
  setAway: ((isAway: boolean) => Promise<void>) | null;
  /** Another member takes over; null where there is one only. */
  changePrimary: (() => Promise<void>) | null;
  close(): Promise<void>;
}

const preload = fileURLToPath(new URL('kill-switch.mjs', import.meta.url));

/** One file for all processes. SQLite lets one of them write at a time, so what each writes down there is in order. */
export async function sqliteMemory(): Promise<Memory> {
  const folder = await mkdtemp(join(tmpdir(), 'ppm-fate-'));
  const log = join(folder, 'log');
  const order = join(folder, 'order');
  return {
    gateFor: async () => null,
    settingsFor: (name, _gate, preloads) => ({
      PPM_TEST_FATE: folder,
      PPM_TEST_NAME: name,
      NODE_OPTIONS: [preload, ...preloads].map((path) => `--import ${path}`).join(' '),
    }),
    begin(point) {
      rmSync(order, { force: true });
      rmSync(log, { force: true });
      appendFileSync(log, '');
      if (point) writeFileSync(order, `${point.deed}\n${point.kind}\n${point.nth}`);
    },
    seen() {
      const counts = new Map<string, number>();
      let met: string | null = null;
      for (const line of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
        const [name = '', kind = '', was] = line.split('\t');
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        if (was === 'met') met = name;
      }
      return { met, counts };
    },
    setAway: null,
    changePrimary: null,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A replica set; every replica of the bot has a gate of its own before its primary. */
export async function mongoMemory(): Promise<Memory> {
  const set = await startMongoReplicaSet();
  const ports = [...set.uri.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  const bodies: Bodies = new Map();
  let leading = 0;
  const port = (): number => {
    leading = set.primary() ?? leading;
    return ports[leading] ?? 0;
  };
  return {
    gateFor: (writer, fate) => openMongoGate({ port, writer, fate, bodies }),
    settingsFor: (_name, gate, preloads) => ({
      MONGODB_URI: `mongodb://127.0.0.1:${gate?.port ?? 0}/ppm_oncall?directConnection=true`,
      NODE_OPTIONS: preloads.map((path) => `--import ${path}`).join(' '),
    }),
    begin: () => undefined,
    seen: () => ({ met: null, counts: new Map() }),
    setAway: (isAway) => set.setAway(isAway),
    changePrimary: () => set.stepDown(),
    close: () => set.close(),
  };
}
