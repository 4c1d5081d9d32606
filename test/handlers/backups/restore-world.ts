// A pretended world for the two operations that restore: a database, its backups, a service and a pause.
import { newRun, type Run } from '../../../src/core/run.js';
import { Problem } from '../../../src/core/problem.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { CollectionShape, MongoBackup } from '../../../src/services/backups/backups.js';
import type { Context } from '../../../src/services/context.js';
import type { Pause } from '../../../src/services/sync/sync-state.js';
import { contextWith, unused } from '../../support/context.js';

export const database = 'notion_bot';
export const start = Date.UTC(2026, 10, 21, 9);
const own = { name: '_id_', key: '{"_id":1}', isUnique: false };
const status = { name: 'status_1', key: '{"status":1}', isUnique: false };

export const shapes = {
  backup: [
    { name: 'tasks', documents: 250, indexes: [own, status] },
    { name: 'users', documents: 3, indexes: [own] },
  ],
  now: [
    { name: 'later', documents: 7, indexes: [own] },
    { name: 'tasks', documents: 412, indexes: [own, status] },
    { name: 'users', documents: 3, indexes: [own] },
  ],
} satisfies Record<string, CollectionShape[]>;

export const backup: MongoBackup = {
  name: 'notion_bot-2026-11-21T02-00-00.000Z',
  system: 'notion-bot-api',
  database,
  startedAt: start - 7 * 3_600_000,
  endedAt: start - 7 * 3_600_000 + 5_000,
  bytes: 1_572_864,
  sha256: 'a1'.repeat(32),
  isEncrypted: false,
  dataBytes: 4_000_000,
  collections: shapes.backup,
  reason: 'scheduled',
  label: null,
  isOffsite: null,
  verifiedAt: null,
};

export interface World {
  /** What was done, in order. */
  acts: string[];
  isRunning: boolean;
  pauses: Pause[];
  databases: Map<string, CollectionShape[]>;
  backups: MongoBackup[];
  writes: number | null;
  clients: string[];
  disk: { usedBytes: number; totalBytes: number } | null;
  /** Throws at an act: `stop`, `make`, `restore` … */
  fails: Map<string, () => unknown>;
  record: Run;
  /** Of the run: aborted when somebody cancels. */
  cancelling: AbortController;
  context: Context;
}

export function restoreWorld(service: object | null = { stop: ['stop'], start: ['start'] }): World {
  const environment = 'production';
  const system = systemSchema.parse({
    title: 'Notion bot',
    environment,
    mongodb: { database },
    ...(service === null ? {} : { service }),
  });
  const record: Run = {
    ...newRun({
      id: 'R-000001',
      operation: 'backup.restore',
      input: {},
      risk: 'critical',
      requestedBy: { person: 'ana', via: 'slack' },
      channel: 'C1',
      requestId: 'request-1',
      undoOf: null,
      createdAt: start,
      quiet: false,
    }),
    state: 'running',
    lease: { owner: 'first', until: start + 60_000 },
  };
  const world: World = {
    acts: [],
    isRunning: true,
    pauses: [],
    databases: new Map([[database, shapes.now]]),
    backups: [backup],
    writes: 0,
    clients: [],
    disk: { usedBytes: 10_000_000_000, totalBytes: 64_000_000_000 },
    fails: new Map(),
    record,
    cancelling: new AbortController(),
    context: contextWith(),
  };
  const act = (what: string): void => {
    world.acts.push(what);
    world.fails.get(what)?.();
  };
  world.context = contextWith({
    signal: world.cancelling.signal,
    requestId: 'request-1',
    now: () => start,
    systems: { 'notion-bot-api': system },
    runs: { ...contextWith().runs, get: async () => world.record, active: async () => [] },
    syncState: {
      ...contextWith().syncState,
      pauses: async () => world.pauses,
      async pause(pause) {
        act('pause');
        world.pauses = [pause];
      },
      async resume() {
        act('resume');
        world.pauses = [];
        return true;
      },
    },
    commands: {
      ask: unused,
      call: unused,
      async run({ words: [word = ''] }, { signal }) {
        if (signal.aborted) throw new Problem('cancelled', 'It was cancelled.', '');
        act(word);
        world.isRunning = word === 'start';
        return { code: 0, lastLine: '' };
      },
    },
    health: { ...contextWith().health, components: [] },
    mongoAdmin: {
      ...contextWith().mongoAdmin,
      status: async () => ({
        version: '8.0.4',
        uptimeSeconds: 1,
        pingMillis: 1,
        connections: null,
        dataBytes: 1,
        storageBytes: 1_000,
        indexBytes: 1,
        disk: world.disk,
        collections: (world.databases.get(database) ?? []).map((one) => ({
          ...one,
          bytes: 1,
          indexes: one.indexes.length,
        })),
      }),
      async shape({ database: name }) {
        act('shape');
        return world.databases.get(name) ?? [];
      },
      async writers() {
        act('writers');
        return { writes: world.writes, clients: world.clients };
      },
      async dropDatabase({ database: name }) {
        act(`drop ${name}`);
        world.databases.delete(name);
      },
    },
    mongoBackups: {
      ...contextWith().mongoBackups,
      targets: [
        {
          system: 'notion-bot-api',
          environment,
          database,
          setting: 'PLATFORM_MONGODB_URI',
        },
      ],
      list: async (of) => world.backups.filter((one) => of === undefined || one.database === of),
      async named(name, field) {
        const found = world.backups.find((one) => one.name === name);
        if (found) return found;
        const at = field === undefined ? {} : { field };
        throw new Problem('invalid_input', `There is no backup ${name}.`, 'There is …', at);
      },
      async check() {
        world.fails.get('check')?.();
        return { version: '100.10', dataBytes: 1, freeBytes: 1e9 };
      },
      async inspect() {
        act('inspect');
      },
      async make(target, what) {
        act('make');
        const made = {
          ...backup,
          ...what,
          name: `${target.database}-${world.backups.length}`,
          collections: world.databases.get(target.database) ?? [],
        };
        world.backups = [made, ...world.backups];
        return made;
      },
      async restore(one, into) {
        act('restore');
        const name = into ?? one.database;
        const others = (world.databases.get(name) ?? []).filter(
          (there) => !one.collections.some((restored) => restored.name === there.name),
        );
        world.databases.set(name, [...others, ...one.collections]);
      },
      async markVerified(one, at) {
        act('markVerified');
        world.backups = world.backups.map((each) =>
          each.name === one.name ? { ...each, verifiedAt: at } : each,
        );
      },
    },
  });
  return world;
}
