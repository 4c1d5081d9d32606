// The sync commands that sandbox/ppm.config.yaml names, as the bot starts them: flags, lines, exit codes, faults.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config-file.js';
import type { CommandSync } from '../../src/config/systems-schema.js';
import { syncFaultFile, type SyncFaultFile } from '../../sandbox/systems/faults.js';
import { until } from '../../sandbox/until.js';

const { config } = loadConfig('sandbox/ppm.config.yaml');
let dataDir: string;
let faults: SyncFaultFile;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ppm-scripts-'));
  faults = syncFaultFile(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function syncOf(system: string): CommandSync {
  const { sync } = config.systems[system] ?? {};
  if (sync?.kind !== 'command') throw new Error(`${system} is not synced by a command`);
  return sync;
}

function start([program = '', ...args]: readonly string[]) {
  return spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? '', PPM_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(...words: string[]): Promise<{ code: unknown; said: string }> {
  const child = start(words);
  const ended = once(child, 'exit');
  const [[code], out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, said: `${out}${err}` };
}

describe('the sync of the customers', () => {
  const { command, full = [], retryFailed = [], batchDelay = [] } = syncOf('oberaconnect');

  it('says what it did, and does more when asked for everything', async () => {
    expect(await run(...command)).toMatchObject({
      code: 0,
      said: expect.stringContaining('BatchResult: 25 of 25 synced'),
    });
    expect(await run(...command, ...full)).toMatchObject({
      code: 0,
      said: expect.stringContaining('BatchResult: 42 of 42 synced'),
    });
  });

  it('keeps what failed, until a retry', async () => {
    await faults.replace({ 'customer-status-sync': { kind: 'partial', count: 1 } });
    const first = await run(...command);
    expect(first).toMatchObject({
      code: 1,
      said: expect.stringContaining('BatchResult: 23 of 25 synced'),
    });
    expect(first.said.match(/Failed to sync/g)).toHaveLength(2);
    const delay = batchDelay.map((word) => word.replace('{seconds}', '0.01'));
    const retry = await run(...command, ...retryFailed, ...delay);
    expect(retry).toMatchObject({
      code: 0,
      said: expect.stringContaining('BatchResult: 2 of 2 synced'),
    });
    expect(retry.said).toContain('delay 0.01 s');
    expect((await run(...command, ...retryFailed)).said).toContain('BatchResult: 0 of 0 synced');
  });

  it.each([
    ['unauthorized', '401'],
    ['rate_limited', '429'],
    ['schema', 'validation_error'],
    ['timeout', 'ConnectionTimeout'],
  ])('fails as a whole: %s', async (kind, said) => {
    await faults.replace({ 'customer-status-sync': { kind, count: 1 } });
    expect(await run(...command)).toMatchObject({ code: 1, said: expect.stringContaining(said) });
    expect(await run(...command)).toMatchObject({ code: 0 });
  });

  it('refuses flags that it does not have', async () => {
    expect(await run(...command, '--everything')).toMatchObject({
      code: 2,
      said: expect.stringContaining('unrecognized arguments: --everything'),
    });
    expect(await run(...command, '--batch-delay', 'soon')).toMatchObject({ code: 2 });
  });
});

describe('the sync of the Wittwizz tasks', () => {
  const { command, page = [], unlock = [] } = syncOf('wittwizz');

  it('does one page', async () => {
    const { code, said } = await run(
      ...command,
      ...page.map((word) => word.replace('{page}', 'p-1')),
    );
    expect(code).toBe(0);
    expect(said).toContain('page p-1, event manual.refresh');
    expect(said).toContain('1 of 1 synced');
  });

  it('is locked after it died, until its locks are cleared', async () => {
    await faults.replace({ 'notion-sync': { kind: 'stale_lock', count: 1 } });
    expect(await run(...command)).toMatchObject({ code: 137 });
    expect(await run(...command)).toMatchObject({
      code: 75,
      said: expect.stringContaining('locked by process'),
    });
    expect(await run(...unlock)).toMatchObject({
      code: 0,
      said: expect.stringContaining('cleared the lock'),
    });
    expect(await run(...command)).toMatchObject({ code: 0 });
  });

  it('gives its lock back when it is stopped', async () => {
    const child = start([...command, '--batch-delay', '30']);
    const ended = once(child, 'exit');
    let said = '';
    child.stdout.on('data', (part: Buffer) => (said += part.toString()));
    await until('it works', () => said.includes('sync started'));
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(await run(...command)).toMatchObject({ code: 0 });
  });

  it('fails without leaving its lock', async () => {
    await faults.replace({ 'notion-sync': { kind: 'unauthorized', count: 1 } });
    expect(await run(...command)).toMatchObject({ code: 1, said: expect.stringContaining('401') });
    expect(await run(...command)).toMatchObject({ code: 0 });
  });
});

describe('the faults', () => {
  it('are refused where they are none, and stay until they are worn', async () => {
    await expect(faults.replace({ 'notion-sync': { kind: 'tired', count: 1 } })).rejects.toThrow(
      'stale_lock',
    );
    await faults.replace({ 'notion-bot-api': { kind: 'unavailable', count: 1 } });
    expect(await faults.take('notion-bot-api')).toBe('unavailable');
    expect(await faults.take('notion-bot-api')).toBeNull();
    await faults.replace({ 'notion-bot-api': { kind: 'unavailable', count: -1 } });
    expect(await faults.take('notion-bot-api')).toBe('unavailable');
    expect(await faults.take('notion-bot-api')).toBe('unavailable');
  });
});
