// What goes wrong in the syncs of the five systems on purpose. It stands in a file of the data directory, where the
// scripts find it (script.mjs).
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Wears out after `count` syncs; -1: until switched off. */
const fault = (...kinds: [string, ...string[]]) =>
  z.strictObject({ kind: z.enum(kinds), count: z.int().min(-1) }).optional();
const whole = ['unauthorized', 'rate_limited', 'schema', 'timeout', 'crash'] as const;

const syncFaults = z.strictObject({
  'customer-status-sync': fault('partial', ...whole),
  'notion-sync': fault('stale_lock', 'partial', ...whole),
  'notion-bot-api': fault('unavailable', 'timeout'),
  service: fault('fail', 'hang', 'ignore-sigterm', 'flood'),
  migrate: fault('fail'),
});
export type SyncFaults = z.output<typeof syncFaults>;

export interface SyncFaultFile {
  get(): Promise<SyncFaults>;
  /** The whole set. @throws ZodError */
  replace(faults: unknown): Promise<SyncFaults>;
  /** What is set for a sync that begins now, or null; it is worn by one. */
  take(sync: keyof SyncFaults): Promise<string | null>;
}

export function syncFaultFile(dataDir: string): SyncFaultFile {
  const path = join(dataDir, 'sync-faults.json');
  async function get(): Promise<SyncFaults> {
    const text = await readFile(path, 'utf8').catch(() => '{}');
    return syncFaults.parse(JSON.parse(text));
  }
  async function replace(faults: unknown): Promise<SyncFaults> {
    const checked = syncFaults.parse(faults);
    await writeFile(path, JSON.stringify(checked));
    return checked;
  }
  return {
    get,
    replace,
    async take(sync) {
      const faults = await get();
      const set = faults[sync];
      if (!set || set.count === 0) return null;
      if (set.count > 0) await replace({ ...faults, [sync]: { ...set, count: set.count - 1 } });
      return set.kind;
    },
  };
}
