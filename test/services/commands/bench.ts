// Commands on a real store, with real programs: what a test needs of them.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { CommandSpec } from '../../../src/services/commands/commands.js';
import {
  createCommands,
  type OwnCommands,
} from '../../../src/services/commands/create-commands.js';
import { outputOf, type RunOutput } from '../../../src/services/commands/run-outputs.js';
import {
  createCircuitRegistry,
  type CircuitRegistry,
} from '../../../src/services/resilience/circuit-registry.js';
import { Problem } from '../../../src/core/problem.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';

export interface Bench {
  commands: OwnCommands;
  store: Store;
  folder: string;
  circuits: CircuitRegistry;
  registry: Registry;
  /** How often the output was told to have grown. */
  changes: string[];
  /** What the log was told. */
  warnings: unknown[];
  output(run?: string): Promise<RunOutput>;
  close(): Promise<void>;
}

export const token = `dapi${'0123456789abcdef'.repeat(2)}`;
export const settings: Record<string, string> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/home/bot',
  LANG: 'C.UTF-8',
  NOTION_API_KEY: `ntn_${'a1'.repeat(20)}`,
  DATABRICKS_TOKEN: token,
  SMTP_PASSWORD: 'correct horse',
};

export function openCommands(wrap: (store: Store) => Store = (store) => store): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'ppm-commands-'));
  const store = openSqlite(folder);
  const changes: string[] = [];
  const warnings: unknown[] = [];
  const circuits = createCircuitRegistry();
  const registry = new Registry();
  const commands = createCommands({
    store: wrap(store),
    log: {
      debug: () => {},
      info: () => {},
      warn: (data: unknown) => warnings.push(data),
      error: () => {},
    },
    now: () => 1_800_000_000_000,
    changed: (run) => changes.push(run),
    settingOf: (name) => settings[name],
    registry,
    circuits,
  });
  return {
    commands,
    store,
    folder,
    circuits,
    registry,
    changes,
    warnings,
    async output(run = 'R-AAAAAA') {
      const output = await outputOf(store, run);
      if (!output) throw new Error(`${run} has said nothing`);
      return output;
    },
    async close() {
      await commands.close();
      await store.close();
    },
  };
}

/** A program in JavaScript. */
export function node(script: string, more: Partial<CommandSpec> = {}): CommandSpec {
  return { words: [process.execPath, '-e', script], pass: [], timeoutMs: 20_000, ...more };
}

/** A program in the shell's words. */
export function sh(script: string, more: Partial<CommandSpec> = {}): CommandSpec {
  return { words: ['/bin/sh', '-c', script], pass: [], timeoutMs: 20_000, ...more };
}

export const forRun = (signal = new AbortController().signal, run = 'R-AAAAAA') => ({
  run,
  signal,
});

/** The Problem that the work ends in. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => new Error('it went well'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw new Error('not a Problem', { cause: error });
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
