// Runs in the store: every change goes through the pure machine and a compare-and-swap, and is told to whoever draws it.
import type { RunEvent } from '../../core/run-machine.js';
import { applyEvent } from '../../core/run-machine.js';
import { Problem } from '../../core/problem.js';
import { runSchema, type Run } from '../../core/run.js';
import type { AuditLog } from '../audit/entry.js';
import type { Collection, Store, Stored } from '../store/store.js';
import { update } from '../store/update.js';

export const runs: Collection<Run> = {
  name: 'runs',
  schema: runSchema,
  indexes: {
    /** What must be looked at, and when. */
    byWake: ['wakeAt'],
    byState: ['state', 'createdAt'],
    byAge: ['createdAt'],
  },
};

export interface RunRecords {
  get(id: string): Promise<Stored<Run> | null>;
  /** False when the id is taken. */
  insert(run: Run): Promise<boolean>;
  /** @throws Problem not_found, and whatever the machine refuses the event with */
  change(id: string, event: RunEvent): Promise<Run>;
  /** Copies history that is not in the audit log yet into it; harmless to repeat. */
  audit(id: string): Promise<void>;
  /** Runs whose time has come. */
  due(now: number, limit: number): Promise<Run[]>;
  inState(state: Run['state'], limit: number): Promise<Run[]>;
  recent(limit: number): Promise<Run[]>;
}

export function createRunRecords(options: {
  store: Store;
  audit: AuditLog;
  now: () => number;
  changed: (run: Run) => void;
}): RunRecords {
  const { store, now } = options;
  const docs = (page: { items: Stored<Run>[] }): Run[] => page.items.map((item) => item.doc);

  async function change(id: string, event: RunEvent): Promise<Run> {
    const stored = await update(store, runs, id, (run) => applyEvent(run, event, now()));
    if (!stored) throw unknownRun(id);
    options.changed(stored.doc);
    return stored.doc;
  }

  async function audit(id: string): Promise<void> {
    const stored = await store.get(runs, id);
    if (!stored || stored.doc.audited >= stored.doc.history.length) return;
    const { history, audited } = stored.doc;
    for (const [offset, entry] of history.slice(audited).entries())
      await options.audit.append({
        key: `${id}#${audited + offset}`,
        at: entry.at,
        actor: entry.by,
        action: `run.${entry.event}`,
        subject: id,
        detail: entry.detail,
      });
    await change(id, { type: 'audited', count: history.length });
  }

  return {
    get: (id) => store.get(runs, id),
    async insert(run) {
      const taken = await store.insert(runs, run.id, run);
      if (taken) options.changed(run);
      return taken;
    },
    async change(id, event) {
      const run = await change(id, event);
      if (run.audited < run.history.length) await audit(id);
      return run;
    },
    audit,
    due: async (at, limit) =>
      docs(await store.list(runs, { index: 'byWake', min: 0, max: at, limit })),
    inState: async (state, limit) =>
      docs(await store.list(runs, { index: 'byState', equals: [state], limit })),
    recent: async (limit) => docs(await store.list(runs, { index: 'byAge', order: 'desc', limit })),
  };
}

export function unknownRun(id: string): Problem {
  return new Problem(
    'not_found',
    `There is no run ${id.slice(0, 40)}.`,
    'Try `approvals` or `status` for the ones there are.',
    {
      field: 'run',
    },
  );
}
