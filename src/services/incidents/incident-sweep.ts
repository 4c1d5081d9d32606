// The certainty behind incidents: whatever a process that died left undone is done, and the timers of every incident that
// isn't resolved are what its record says.
import { asProblem } from '../../core/problem.js';
import type { Redraw } from '../cards/rows.js';
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import { finish, type AftermathParts } from './incident-aftermath.js';
import { allIn, type IncidentRecord } from './incident-records.js';

const interval = 15_000;

export interface IncidentSweepOptions extends AftermathParts {
  redraw: Redraw;
  log: Pick<Log, 'error'>;
}

/** Brings what follows an incident up to its record. Harmless to repeat, by any number of replicas. */
export async function reconcileIncident(
  parts: AftermathParts & Pick<IncidentSweepOptions, 'redraw'>,
  record: IncidentRecord,
): Promise<void> {
  if (!record.pending) return parts.follow(record);
  await finish(parts, record);
  parts.redraw({ kind: 'incident', id: record.id });
}

/** One pass. What fails on one incident doesn't keep the others waiting, and is tried again in the next pass. */
export async function sweepIncidents(options: IncidentSweepOptions): Promise<void> {
  const { store, log } = options;
  const pending = await allIn(store, 'byPending', true);
  const known = new Set(pending.map(({ id }) => id));
  const others = [
    ...(await allIn(store, 'byState', 'open')),
    ...(await allIn(store, 'byState', 'acknowledged')),
  ].filter(({ id }) => !known.has(id));
  for (const record of [...pending, ...others])
    try {
      await reconcileIncident(options, record);
    } catch (error) {
      if (asProblem(error).code === 'store_unavailable') throw error;
      log.error({ err: error, incident: record.id }, 'a sweep failed on an incident');
    }
}

/** Sweeps now and every 15 s. */
export function startIncidentSweep(options: IncidentSweepOptions): Loop {
  return every(
    interval,
    () => sweepIncidents(options),
    (error) => options.log.error({ err: error }, 'the sweep of incidents failed'),
  );
}
