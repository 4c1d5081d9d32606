// Backups in memory, for the operations that make and show them.
import type { MongoBackup, MongoBackups } from '../../../src/services/backups/backups.js';
import { kept } from '../../../src/services/backups/retention.js';
import type { Context } from '../../../src/services/context.js';
import { backupsSchema } from '../../../src/config/delivery-schema.js';
import { contextWith, unused } from '../../support/context.js';

export const hour = 60 * 60_000;
export const day = 24 * hour;
export const start = Date.UTC(2026, 10, 21, 12);

export const targets = [
  {
    system: 'notion-bot-api',
    environment: 'production',
    database: 'notion_bot',
    setting: 'PLATFORM_MONGODB_URI',
  },
  {
    system: 'orchestra',
    environment: 'production',
    database: 'orchestra_db',
    setting: 'ORCHESTRA_URI',
  },
];

export function backupOf(given: Partial<MongoBackup> = {}): MongoBackup {
  const { database = 'notion_bot', startedAt = start - 10 * hour } = given;
  return {
    name: `${database}-${new Date(startedAt).toISOString().replaceAll(':', '-')}`,
    system: 'notion-bot-api',
    database,
    startedAt,
    endedAt: startedAt + 60_000,
    bytes: 3_000,
    sha256: 'abcdef0123456789'.repeat(4),
    isEncrypted: false,
    dataBytes: 40_000_000,
    collections: [{ name: 'tasks', documents: 500, indexes: [] }],
    reason: 'scheduled',
    label: null,
    isOffsite: true,
    verifiedAt: null,
    ...given,
  };
}

export interface Bench {
  all: MongoBackup[];
  /** Runs that asked for one, by database. */
  made: string[];
  pruned: string[];
  context: Context & { run: string };
}

/** @param given what of the service is different */
export function bench(
  all: MongoBackup[] = [],
  given: Partial<MongoBackups> = {},
  more: Partial<Context> = {},
): Bench {
  const made: string[] = [];
  const pruned: string[] = [];
  const rules = backupsSchema.parse({});
  const mongoBackups: MongoBackups = {
    targets,
    directory: '/data/mongo-backups',
    policy: { isEncrypting: true, isOffsite: true, oddSizePercent: 50 },
    list: async (database) =>
      all
        .filter((backup) => database === undefined || backup.database === database)
        .toSorted((a, b) => b.startedAt - a.startedAt),
    named: unused,
    check: async () => ({ version: '100.6.1', dataBytes: 41_234_567, freeBytes: 1e9 }),
    async make(target, { reason, label }, { tell }) {
      made.push(target.database);
      tell('tasks: 500 documents', 500);
      const { system, database } = target;
      const backup = backupOf({ system, database, reason, label, startedAt: start });
      all.push(backup);
      return backup;
    },
    inspect: async () => undefined,
    restore: unused,
    markVerified: unused,
    kept: (some) => kept(some, rules.keep, rules.timeZone, start),
    async prune(database) {
      pruned.push(database);
      return [];
    },
    ...given,
  };
  return { all, made, pruned, context: contextWith({ mongoBackups, now: () => start, ...more }) };
}
