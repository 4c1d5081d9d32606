// `backup config`, from its plan to its checks.
import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { backupConfig } from '../../../src/handlers/backups/backup-config.js';
import type { StateBackup, StateBackups } from '../../../src/services/backups/state-backups.js';
import { contextWith } from '../../support/context.js';
import { perform, planned } from '../notion/notion-bench.js';

const backup: StateBackup = {
  name: 'state-2026-11-22T03-00-00.000Z',
  startedAt: 1,
  endedAt: 2,
  bytes: 2_048,
  sha256: 'abcdef0123456789',
  collections: { runs: 12, alerts: 3 },
};

function contextOf(given: Partial<StateBackups> = {}) {
  const all: StateBackup[] = [];
  return contextWith({
    stateBackups: {
      list: async () => all,
      async make() {
        all.push(backup);
        return backup;
      },
      inspect: async () => undefined,
      prune: async () => ['state-old'],
      ...given,
    },
  });
}

it('makes one, removes old ones, and reads it back', async () => {
  const { failed, notes, plan } = await perform(backupConfig, {}, contextOf());
  expect(failed).toEqual([]);
  expect(notes).toEqual({
    state: 'state-2026-11-22T03-00-00.000Z: 15 documents in 2 collections, 2 KB',
    prune: 'removed state-old',
  });
  expect(backupConfig.undo(plan)).toBeNull();
});

it('fails when it can not be read back, or is not there', async () => {
  const inspect = async () => {
    throw new Problem('not_possible', 'It is damaged.', 'Make another one.');
  };
  expect((await perform(backupConfig, {}, contextOf({ inspect }))).failed).toEqual([
    'It can be read back: It is damaged.',
  ]);
  expect((await perform(backupConfig, {}, contextOf({ list: async () => [] }))).failed).toEqual([
    'It can be read back: none',
  ]);
});

it('is simply made again when a process died', async () => {
  const context = contextOf();
  const plan = await planned(backupConfig, {}, context);
  const settled = await backupConfig.reconcile(plan, context, { step: 'state', since: 0 });
  expect(settled.outcome).toBe('not-done');
});
