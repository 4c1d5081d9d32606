// What the audit operations are given: an audit log on a real store, and nothing else that answers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemActor } from '../../../src/core/actor.js';
import { createAuditLog } from '../../../src/services/audit/audit-log.js';
import type { Context } from '../../../src/services/context.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { contextWith } from '../../support/context.js';

export async function auditContext(): Promise<Context & { store: Store }> {
  const directory = await mkdtemp(join(tmpdir(), 'ppm-audit-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const store = openSqlite(directory);
  const context = contextWith({
    audit: createAuditLog(store),
    actor: systemActor,
    requestId: 'q1',
    now: () => Date.UTC(2026, 10, 21, 3, 4, 5),
  });
  return { ...context, store };
}

/** Files entries that tell of run … a minute apart. */
export async function tell({ audit }: Context, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1)
    await audit.append({
      key: `k${n}`,
      at: Date.UTC(2026, 10, 21, 3, n),
      actor: { person: n % 2 ? 'mira' : 'jon', via: 'slack' },
      action: n % 3 ? 'run.requested' : 'run.approved',
      subject: `R-${n}`,
      detail: `detail ${n}`,
    });
}
