// A request that one process accepts is worked on by the one that takes the wake-up, once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInbox, requests, type Inbox } from '../../../src/services/requests/inbox.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { openTogether, type Together } from './together.js';

let directory: string;
let store: Store;
let together: Together;
const opened: Inbox[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ppm-inbox-'));
  store = openSqlite(directory);
  together = openTogether();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((inbox) => inbox.stop()));
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(owner: string, takes: boolean): { inbox: Inbox; handled: string[] } {
  const handled: string[] = [];
  const inbox = createInbox({
    store,
    now: Date.now,
    log: pino({ level: 'silent' }),
    owner,
    // Nobody sweeps in this test but at the start.
    sweepMillis: 3_600_000,
    leaseMillis: 30_000,
    queue: together.replica(takes).queue,
  });
  inbox.start(async ({ id }) => void handled.push(id));
  opened.push(inbox);
  return { inbox, handled };
}

test('another process takes it, and a repeat wakes nobody', async () => {
  const accepting = open('a', false);
  const taking = open('b', true);
  await accepting.inbox.accept('one', 'command', { text: 'status' });
  await accepting.inbox.accept('one', 'command', { text: 'status' });
  await expect.poll(async () => (await store.get(requests, 'one'))?.doc.done).toBe(true);
  expect(taking.handled).toEqual(['one']);
  expect(accepting.handled).toEqual([]);
  expect(together.woken).toEqual(['request one']);
});

test('a wake-up that comes twice, or for what is done, changes nothing', async () => {
  const { inbox, handled } = open('a', true);
  await inbox.accept('one', 'command', {});
  together.replica(false).queue.wake('request', 'one');
  await expect.poll(async () => (await store.get(requests, 'one'))?.doc.done).toBe(true);
  together.replica(false).queue.wake('request', 'one');
  together.replica(false).queue.wake('request', 'of nobody');
  await inbox.stop();
  expect(handled).toEqual(['one']);
});
