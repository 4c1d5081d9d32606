// The bot's own service for backups as it is wired, with the programs of a test and a store in memory.
import { join } from 'node:path';
import { backupsSchema } from '../../../src/config/delivery-schema.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { MongoBackups } from '../../../src/services/backups/backups.js';
import { createMongoBackups } from '../../../src/services/backups/create-mongo-backups.js';
import { createCommands } from '../../../src/services/commands/create-commands.js';
import { connectMongoAdmin } from '../../../src/services/mongodb/connect-mongo-admin.js';
import type { MongoAdmin } from '../../../src/services/mongodb/mongo-admin.js';
import { memoryStore } from '../../support/memory-store.js';

export const setting = 'PLATFORM_MONGODB_URI';
export const database = 'notion_bot';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface OwnBackups {
  backups: MongoBackups;
  admin: MongoAdmin;
  close(): Promise<void>;
}

/** @param options.programs words that start each of the two */
export function openBackups(options: {
  directory: string;
  uri: string;
  programs: { mongodump: string[]; mongorestore: string[] };
}): OwnBackups {
  const settingOf = (name: string): string | undefined =>
    name === setting ? options.uri : undefined;
  const commands = createCommands({
    store: memoryStore(),
    log,
    now: Date.now,
    changed: () => {},
    settingOf,
  });
  const admin = connectMongoAdmin({ settingOf, log });
  const backups = createMongoBackups({
    rules: backupsSchema.parse(options.programs),
    systems: {
      'notion-bot-api': systemSchema.parse({
        title: 'Notion Bot API',
        mongodb: { setting, database },
      }),
    },
    directory: join(options.directory, 'mongo-backups'),
    commands,
    settingOf,
    admin,
    now: Date.now,
    log,
  });
  return {
    backups,
    admin,
    async close() {
      await commands.close();
      await admin.close();
    },
  };
}
