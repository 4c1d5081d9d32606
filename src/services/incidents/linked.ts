// Alerts and runs that belong to an incident, as they stand now.
import type { Incident } from '../../core/incident.js';
import { asProblem } from '../../core/problem.js';
import { whatHappened } from '../../core/run-state.js';
import type { Runs } from '../../core/runs.js';
import type { Alerts } from '../alerts/alerts.js';

interface LinkedThing {
  id: string;
  title: string;
  /** In words, to follow the title. */
  state: string;
}

export interface Linked {
  alerts: LinkedThing[];
  runs: LinkedThing[];
}

const gone = { title: '', state: 'no longer known' };

/** In the order in which they were linked; what is no longer known is listed by its id. */
export async function linkedOf(
  { groups, runs: ids }: Pick<Incident, 'groups' | 'runs'>,
  { alerts, runs }: { alerts: Pick<Alerts, 'get' | 'storm'>; runs: Pick<Runs, 'get'> },
): Promise<Linked> {
  return {
    alerts: await Promise.all(
      groups.map(async (id) => (await alertNamed(alerts, id)) ?? { id, ...gone }),
    ),
    runs: await Promise.all(
      ids.map(async (id) => {
        const run = await runs.get(id);
        return run
          ? { id, title: run.plan?.headline ?? run.operation, state: whatHappened(run) }
          : { id, ...gone };
      }),
    ),
  };
}

async function alertNamed(
  alerts: Pick<Alerts, 'get' | 'storm'>,
  id: string,
): Promise<LinkedThing | null> {
  try {
    const { title, state } = await alertOrStorm(alerts, id);
    return { id, title, state };
  } catch (error) {
    if (asProblem(error).code === 'not_found') return null;
    throw error;
  }
}

/**
 * What a group of alerts or a storm is called, where it stands, and the system that it is about.
 * @throws Problem not_found (field `alert`)
 */
export async function alertOrStorm(
  alerts: Pick<Alerts, 'get' | 'storm'>,
  id: string,
): Promise<{ title: string; state: string; system: string | null; incident: string | null }> {
  if (!id.startsWith('T-')) return alerts.get(id);
  const storm = await alerts.storm(id);
  return {
    title: `Storm of ${storm?.groups ?? 0} groups`,
    state: storm?.state ?? 'over',
    system: null,
    incident: storm?.incident ?? null,
  };
}
