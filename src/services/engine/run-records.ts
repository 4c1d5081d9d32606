// Runs in the store: every change goes through the pure machine and a compare-and-swap, and is told to whoever draws it.
import type { RunEvent } from '../../core/run-machine.js';
import { applyEvent } from '../../core/run-machine.js';
import { Problem } from '../../core/problem.js';
import { runSchema, type Run } from '../../core/run.js';
import type { AuditLog } from '../audit/entry.js';
import { requestCards, runPriority } from '../cards/rows.js';
import type { Collection, IndexValue, Store, Stored } from '../store/store.js';
import { update } from '../store/update.js';

export const runs: Collection<Run> = {
  name: 'runs',
  schema: runSchema,
  indexes: {
    /** What must be looked at, and when. */
    byWake: ['wakeAt'],
    byState: ['state', 'createdAt'],
    byAge: ['createdAt'],
    byQuiet: ['quiet', 'createdAt'],
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
  /** Oldest first. */
  inState(state: Run['state'], limit: number): Promise<Run[]>;
  /** Newest first; of quiet ones those of which there is something to tell. */
  recent(limit: number): Promise<Run[]>;
}

export function createRunRecords(options: {
  store: Store;
  audit: AuditLog;
  now: () => number;
  changed: (run: Run) => void;
  /** Told of a run that somebody has approved alone, until it has taken it once; harmless when repeated. */
  brokeGlass: (run: Run) => Promise<void>;
}): RunRecords {
  const { store, now } = options;
  const docs = (page: { items: Stored<Run>[] }): Run[] => page.items.map((item) => item.doc);

  const newest = async (index: string, equals: IndexValue[], limit: number): Promise<Run[]> =>
    docs(await store.list(runs, { index, equals, order: 'desc', limit }));

  async function recent(limit: number): Promise<Run[]> {
    const [asked, older, failed, cancelled] = await Promise.all([
      newest('byQuiet', [false], limit),
      // Written before there were quiet ones.
      newest('byQuiet', [null], limit),
      newest('byState', ['failed'], limit),
      newest('byState', ['cancelled'], limit),
    ]);
    return [...asked, ...older, ...[...failed, ...cancelled].filter(isToldAlthoughQuiet)]
      .toSorted((a, b) => b.createdAt - a.createdAt)
      .slice(0, limit);
  }

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
    if (history.slice(audited).some(({ event }) => event === 'broke_glass'))
      await options.brokeGlass(stored.doc);
    // Before it counts as audited: what is left undone here is done by the next sweep.
    const { state, channel } = stored.doc;
    if (state === 'failed' && isToldAlthoughQuiet(stored.doc))
      await requestCards(store, {
        record: { kind: 'run', id },
        channel,
        priority: runPriority,
        parent: null,
        now: now(),
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
    recent,
  };
}

/** Nothing was begun where there is no plan, because syncs are paused for example: whoever asked knows. */
function isToldAlthoughQuiet({ quiet, plan, state }: Run): boolean {
  return quiet && plan !== null && (state === 'failed' || state === 'cancelled');
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
