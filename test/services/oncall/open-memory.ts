// The bot's memory in a folder of its own, gone after the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';

export interface OpenMemory {
  store: Store;
  close(): Promise<void>;
}

export function openMemory(): OpenMemory {
  const directory = mkdtempSync(join(tmpdir(), 'ppm-oncall-'));
  const store = openSqlite(directory);
  return {
    store,
    async close() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
