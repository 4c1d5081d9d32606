import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Actor } from '../../../src/core/actor.js';
import { createLastKnown } from '../../../src/services/offline/last-known.js';
import { createOffline } from '../../../src/services/offline/create-offline.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import { memoryStore } from '../../support/memory-store.js';

const ana: Actor = { person: 'ana', via: 'slack' };
const ben: Actor = { person: 'ben', via: 'slack' };

function setUp() {
  const clock = { at: 1_000_000 };
  return { clock, offline: createOffline({ store: memoryStore(), now: () => clock.at }) };
}
const hour = 3_600_000;
const down = { reason: 'Notion is down', until: null, run: 'R-1' };

it('is off, on, and off again', async () => {
  const { clock, offline } = setUp();
  expect(await offline.state()).toBeNull();
  await offline.turnOff(ben);
  await offline.turnOn(ana, down);
  expect(await offline.state()).toEqual({
    since: clock.at,
    until: null,
    by: 'ana',
    reason: 'Notion is down',
  });
  await offline.turnOff(ben);
  expect(await offline.state()).toBeNull();
});

it('ends by itself, to the millisecond', async () => {
  const { clock, offline } = setUp();
  await offline.turnOn(ana, { ...down, until: clock.at + hour });
  clock.at += hour - 1;
  expect(await offline.state()).not.toBeNull();
  clock.at += 1;
  expect(await offline.state()).toBeNull();
});

it('is turned on once by one run, even after somebody has turned it off', async () => {
  const { clock, offline } = setUp();
  await offline.turnOn(ana, down);
  const first = await offline.state();
  clock.at += 10;
  await offline.turnOn(ana, { ...down, reason: 'again' });
  expect(await offline.state()).toEqual(first);
  await offline.turnOff(ben);
  await offline.turnOn(ana, down);
  expect(await offline.state()).toBeNull();
  await offline.turnOn(ben, { ...down, run: 'R-2' });
  expect(await offline.state()).toMatchObject({ by: 'ben' });
});

it(
  'is one for all processes on a store, and so is what was last known',
  { timeout: 60_000 },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ppm-offline-'));
    const another = async (task: string) => {
      const script = fileURLToPath(new URL('child.ts', import.meta.url));
      await promisify(execFile)(process.execPath, ['--import', 'tsx', script, task, directory]);
    };
    const store = openSqlite(directory);
    try {
      const offline = createOffline({ store, now: Date.now });
      await another('on');
      expect(await offline.state()).toMatchObject({ by: 'ben', reason: 'Notion is down' });
      await another('keep');
      const known = createLastKnown({ store, now: Date.now });
      expect(await known.look({ operation: 'freshness', input: {} })).toMatchObject({
        report: { headline: 'All fresh' },
      });
      await offline.turnOff(ana);
      expect(await offline.state()).toBeNull();
      await offline.turnOn(ana, { ...down, run: 'R-2' });
      await another('off');
      expect(await offline.state()).toBeNull();
    } finally {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
);
