// `sync`: what it plans and does for each kind of system, and what it refuses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { sync } from '../../../src/handlers/sync/sync.js';
import { operations } from '../../../src/handlers/registry.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import type { Commands, CommandSpec } from '../../../src/services/commands/commands.js';
import type { NotionSync } from '../../../src/services/notion/sync/notion-sync.js';
import { unused } from '../../support/context.js';
import { projectsId, syncContext } from './systems.js';

let directory: string;
let opened: ReturnType<typeof syncContext>;
const database = vi.fn<NotionSync['database']>();
const pages = vi.fn<NotionSync['pages']>();
const run = vi.fn<Commands['run']>();
const call = vi.fn<Commands['call']>();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ppm-sync-'));
  opened = syncContext(directory, {
    notionSync: { database, pages },
    commands: { ask: unused, run, call },
  });
});
afterEach(async () => {
  await opened.close();
  rmSync(directory, { recursive: true, force: true });
  vi.resetAllMocks();
});

const done = (databaseId: string) => ({
  databaseId,
  startedAt: 1_000,
  live: 12,
  pages: 3,
  changed: 2,
  deleted: 0,
  failed: 0,
  unknownTypes: [],
});
const plan = (input: object) => sync.plan(input, opened.context);
const carryOut = async (input: object) => sync.run(await plan(input), opened.context);

describe('a system that the bot reads itself', () => {
  test('is synced database by database, verified by its watermarks', async () => {
    database.mockImplementation(async (job) => {
      const { id } = job.database;
      await opened.bronze.setWatermark({ databaseId: id, syncedAt: 1_000, editedAt: 0, pages: 12 });
      return done(id);
    });
    const planned = await plan({ system: 'finance' });
    expect(planned).toMatchObject({ target: 'sync finance', environment: 'production' });
    expect(planned.steps).toEqual([
      { id: 'projects', title: 'Projects' },
      { id: 'tasks', title: 'Tasks' },
    ]);
    await sync.run(planned, opened.context);
    expect(opened.context.notes[0]).toBe('projects: 2 pages new or changed, 12 in the table');
    expect((await sync.verify(planned, opened.context)).every(({ ok }) => ok)).toBe(true);
  });

  test('is not verified while its watermark has not moved', async () => {
    database.mockImplementation(async () => done(projectsId));
    const planned = await plan({ system: 'finance', database: 'projects' });
    await sync.run(planned, opened.context);
    const checks = await sync.verify(planned, opened.context);
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
      'projects: the watermark has moved',
    ]);
  });

  test('one database that fails keeps the others from nothing', async () => {
    database.mockImplementation(async (job) => {
      if (job.database.name === 'projects')
        throw new Problem('not_found', 'not shared', 'share it');
      return done(job.database.id);
    });
    await expect(carryOut({ system: 'finance' })).rejects.toMatchObject({
      message: '1 of 2 databases could not be synced. The first says: not shared',
      hint: 'share it',
    });
    expect(database).toHaveBeenCalledTimes(2);
    const last = await opened.context.syncState.lastSyncs('finance');
    expect(last.map((one) => [one.database, one.outcome])).toEqual(
      expect.arrayContaining([
        ['projects', 'failed'],
        ['tasks', 'succeeded'],
      ]),
    );
  });

  test('a cancellation stops them all', async () => {
    database.mockRejectedValue(new Problem('cancelled', 'stopped', ''));
    await expect(carryOut({ system: 'finance' })).rejects.toMatchObject({ code: 'cancelled' });
    expect(database).toHaveBeenCalledTimes(1);
  });

  test('a page is synced alone; one of another database is refused by name', async () => {
    pages.mockResolvedValue({ pages: 1, changed: 1, deleted: 0, failed: 0, foreign: [] });
    const page = 'https://www.notion.so/Alpha-1f0c2a5e8a544b7e9c1d3d5b6a7f8e90?v=1';
    await carryOut({ system: 'finance', page });
    expect(pages.mock.calls[0]?.[0]).toMatchObject({
      pages: ['1f0c2a5e-8a54-4b7e-9c1d-3d5b6a7f8e90'],
    });
    pages.mockResolvedValue({ pages: 0, changed: 0, deleted: 0, failed: 0, foreign: ['x'] });
    await expect(carryOut({ system: 'finance', page })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'page',
    });
  });

  test('what failed is retried, and still failing is no success', async () => {
    const failed = { system: 'finance', database: 'tasks', pageId: 'p1', title: 'Alpha' };
    const why = { kind: 'schema', message: 'bad value', property: 'Status' } as const;
    await opened.context.syncState.sawFailure({ ...failed, ...why }, 5);
    pages.mockResolvedValue({ pages: 1, changed: 0, deleted: 0, failed: 1, foreign: [] });
    const planned = await plan({ system: 'finance', retryFailed: true });
    await sync.run(planned, opened.context);
    expect(pages.mock.calls[0]?.[0]).toMatchObject({ pages: ['p1'] });
    expect(await sync.verify(planned, opened.context)).toMatchObject([
      { ok: false, actual: 'Alpha: bad value' },
    ]);
  });

  test('goes on after its process died', async () => {
    const planned = await plan({ system: 'finance' });
    const doubt = { step: 'projects', since: 0 };
    expect(await sync.reconcile(planned, opened.context, doubt)).toMatchObject({
      outcome: 'not-done',
    });
  });
});

describe('a system with a command', () => {
  const words = (): CommandSpec['words'] | undefined => run.mock.calls[0]?.[0].words;

  test.each([
    [{}, []],
    [{ full: true }, ['--full-sync']],
    [{ retryFailed: true, batchDelay: 1.5 }, ['--retry-failed', '--batch-delay', '1.5']],
  ])('%j is called with %j', async (flags, expected) => {
    run.mockResolvedValue({ code: 0, lastLine: 'Sync completed' });
    const planned = await plan({ system: 'obera', ...flags });
    await sync.run(planned, opened.context);
    expect(words()).toEqual(['python', 'customer_status_sync.py', ...expected]);
    expect(await sync.verify(planned, opened.context)).toMatchObject([{ ok: true }]);
  });

  test('its exit code is the result', async () => {
    run.mockResolvedValue({ code: 2, lastLine: 'Failed to sync 3 records' });
    await expect(carryOut({ system: 'obera' })).rejects.toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('exit code 2: Failed to sync 3 records'),
    });
    expect(await opened.context.syncState.lastSyncs('obera')).toMatchObject([
      { outcome: 'failed' },
    ]);
  });

  test('what it has no argument for is refused before anything is done', async () => {
    await expect(plan({ system: 'obera', page: 'abc' })).rejects.toMatchObject({
      code: 'not_possible',
      field: 'page',
    });
  });

  test('may still be running after the bot died, until its time is up', async () => {
    const planned = await plan({ system: 'obera' });
    const now = opened.context.now();
    const outcome = async (since: number) =>
      (await sync.reconcile(planned, opened.context, { step: 'sync', since })).outcome;
    expect(await outcome(now - 60_000)).toBe('unknown');
    expect(await outcome(now - 31 * 60_000)).toBe('not-done');
  });
});

describe('a system with a call', () => {
  test('is called; a page stands in the address', async () => {
    call.mockResolvedValue({ code: 202, lastLine: '' });
    await carryOut({ system: 'bot', page: 'a/../b' });
    expect(call.mock.calls[0]?.[0]).toMatchObject({
      method: 'POST',
      url: 'http://bot.example/tasks/a%2F..%2Fb/sync',
    });
  });

  test('any status but 2xx is a failure', async () => {
    call.mockResolvedValue({ code: 404, lastLine: 'no such task' });
    await expect(carryOut({ system: 'bot' })).rejects.toMatchObject({
      message: 'The answer was HTTP 404: no such task',
    });
  });
});

describe('what is refused', () => {
  test.each([
    [{ system: 'finanse' }, 'invalid_input', 'system'],
    [{ system: 'silent' }, 'not_possible', 'system'],
    [{ system: 'finance', database: 'budgets' }, 'invalid_input', 'database'],
    [{ system: 'finance', page: 'not an id' }, 'invalid_input', 'page'],
  ])('%j', async (input, code, field) => {
    await expect(plan(input)).rejects.toMatchObject({ code, field });
  });

  test('two ways at once, by name', () => {
    expect(() => parseRequest('sync finance --full --retry-failed', operations)).toThrow(
      /--full and --retry-failed can't go together/,
    );
  });

  test('a sync while syncs are paused, saying who and until when', async () => {
    const { syncState, now } = opened.context;
    const until = now() + 3_600_000;
    await syncState.pause({ system: '*', by: 'ben', reason: 'migration', since: now(), until });
    await expect(plan({ system: 'finance' })).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('paused by ben until 2026-11-21T10:00:00.000Z: migration'),
    });
  });
});

test('a full refresh is guarded, anything else is routine', () => {
  expect(sync.riskOf({ system: 'finance', full: true })).toBe('guarded');
  expect(sync.riskOf({ system: 'finance' })).toBe('routine');
});
