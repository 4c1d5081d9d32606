// Syncs are paused while a window is active; what a person paused stays theirs.
import { beforeEach, expect, test } from 'vitest';
import { withMaintenance } from '../../../src/services/maintenance/with-maintenance.js';
import { createSyncMemory } from '../../../src/services/sync/sync-memory.js';
import type { SyncState } from '../../../src/services/sync/sync-state.js';
import { memoryStore } from '../../support/memory-store.js';
import { ana, hour, openSite, start, type Site } from './site.js';

let site: Site;
let syncState: SyncState;
let id: string;
beforeEach(async () => {
  const store = memoryStore();
  site = openSite(store);
  syncState = withMaintenance(
    createSyncMemory({ store, now: () => site.clock.at }),
    site.maintenance,
  );
  const asked = { system: 'finance', reason: 'Migration', by: ana, requestId: 'r' };
  ({ id } = await site.maintenance.plan({ ...asked, from: start + hour, until: start + 2 * hour }));
});

test('before and after, nothing is paused; meanwhile its own system only', async () => {
  expect(await syncState.pauses()).toEqual([]);
  expect(await syncState.pauseOf('finance')).toBeNull();
  site.clock.at = start + hour;
  const pause = {
    system: 'finance',
    by: `maintenance ${id}`,
    reason: 'Migration',
    since: start + hour,
    until: start + 2 * hour,
    window: id,
  };
  expect(await syncState.pauses()).toEqual([pause]);
  expect(await syncState.pauseOf('finance')).toEqual(pause);
  expect(await syncState.pauseOf('obera')).toBeNull();
  site.clock.at = start + 2 * hour;
  expect(await syncState.pauseOf('finance')).toBeNull();
  expect(await syncState.pauses()).toEqual([]);
});

test('the end of a window leaves what a person paused, and the other way round', async () => {
  const own = { system: 'finance', by: 'ben', reason: 'mine', since: start, until: null };
  await syncState.pause(own);
  site.clock.at = start + hour;
  expect(await syncState.pauseOf('finance')).toEqual(own);
  expect(await syncState.pauses()).toHaveLength(2);
  await site.maintenance.end(id, ana);
  expect(await syncState.pauses()).toEqual([own]);
});

test('a person who resumes does not end a window', async () => {
  await syncState.pause({ system: 'finance', by: 'ben', reason: '', since: start, until: null });
  site.clock.at = start + hour;
  expect(await syncState.resume('finance')).toBe(true);
  expect(await syncState.pauseOf('finance')).toMatchObject({ by: `maintenance ${id}` });
});
