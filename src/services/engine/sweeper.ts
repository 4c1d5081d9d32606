// The certainty behind every timer: looks for runs whose time has come (expiry, reminder, lease, doubt, unwritten
// audit) and does what is due. Wake-ups only make it prompt.
import { asProblem } from '../../core/problem.js';
import { dueEvent } from '../../core/run-moves.js';
import type { Run } from '../../core/run.js';
import type { EngineParts } from './parts.js';
import type { Worker } from './worker.js';

/** How many due runs one sweep takes up. */
const batch = 100;

/** One pass; the runs it starts are not waited for. Never throws: what failed stays due. */
export async function sweep(parts: EngineParts, worker: Worker): Promise<void> {
  for (const run of await parts.records.due(parts.now(), batch)) {
    try {
      await attend(parts, worker, run);
    } catch (error) {
      // Somebody else was faster, or the store is away; the run stays due.
      if (asProblem(error).code === 'internal')
        parts.log.error({ err: error, run: run.id }, 'a sweep failed on a run');
    }
  }
}

async function attend({ records, now }: EngineParts, worker: Worker, run: Run): Promise<void> {
  const { id, state } = run;
  switch (state) {
    case 'planning':
    case 'awaiting_approval':
      await records.change(id, dueEvent({ ...run, state }, now()));
      return;
    case 'approved':
    case 'running':
    case 'verifying':
    case 'unknown':
      void worker.work(id);
      return;
    case 'succeeded':
    case 'failed':
    case 'denied':
    case 'expired':
    case 'cancelled':
      await records.audit(id);
      return;
  }
}
