// A driver that asks a member of a replica set `hello` and says what it knows already is answered when something has changed, so
// that it learns of another primary at once. (MongoDB specifications, "Server Monitoring", streaming)
import { Long, ObjectId, type Document } from 'mongodb';
import type { ReplicaSetState } from './state.js';
import { isPlain } from './values.js';

const processes = [0, 1, 2].map(() => new ObjectId());

export function topologyVersion(set: ReplicaSetState, member: number): Document {
  return { processId: processes[member], counter: Long.fromNumber(set.version) };
}

/** Something about the set is another now: whoever waits is told. */
export function tell(set: ReplicaSetState): void {
  set.version += 1;
  for (const wake of set.waiting) wake();
}

/** How long the answer can wait, milliseconds; 0: not at all. */
export function patienceOf(command: Document, set: ReplicaSetState | null): number {
  const known: unknown = command['topologyVersion'];
  if (set === null || !isPlain(known) || typeof command['maxAwaitTimeMS'] !== 'number') return 0;
  return String(known['counter']) === String(set.version) ? command['maxAwaitTimeMS'] : 0;
}

/** Resolves at the next change, or when the time is up. */
export function nextChange(set: ReplicaSetState, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      set.waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, patienceMs);
    timer.unref();
    set.waiting.add(wake);
  });
}
