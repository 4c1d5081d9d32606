// What is still red some minutes after the morning check: asked again, and opened as one incident.
import type { Incident } from '../../core/incident.js';
import { systemActor } from '../../core/actor.js';
import { clippedLine, longestText, longestTitle } from '../../core/incident-texts.js';
import type { Severity } from '../../core/severity.js';
import type { ComponentNow, Health } from '../health/health.js';
import type { Incidents } from '../incidents/incidents.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import { stamp } from '../sync/when.js';
import { redWatches, type RedWatch, type StillRed } from './red-watches.js';

export interface RedIncidentOptions {
  store: Store;
  health: Pick<Health, 'check' | 'last'>;
  incidents: Pick<Incidents, 'open' | 'change' | 'get'>;
  /** Of the incident. */
  severity: Severity;
}

const mostNamed = 5;
const day = 86_400_000;

/** What is found is stored before anything follows from it: every replica then goes on with the same. */
export async function askAgain(
  { store, health }: Pick<RedIncidentOptions, 'store' | 'health'>,
  watch: RedWatch,
  signal: AbortSignal,
): Promise<RedWatch> {
  const all = await Promise.all(
    watch.components.map((one) => health.check({ ...one, onDemand: true, signal })),
  );
  // What was stopped has found nothing.
  signal.throwIfAborted();
  const stillRed = all
    .flat()
    .filter(({ status }) => status === 'bad')
    .map(stillRedOf);
  const stored = await update(store, redWatches, watch.posting, (row) => {
    if (row.state !== 'waiting') return row;
    const next: RedWatch =
      stillRed.length > 0
        ? { ...row, state: 'opening', stillRed }
        : { ...row, state: 'cleared', wakeAt: null };
    return next;
  });
  return stored?.doc ?? watch;
}

function stillRedOf({ system, component, title, said, since, owner }: ComponentNow): StillRed {
  return { system, component, title, said, since, owner };
}

/** Harmless to repeat. */
export async function openIncident(
  { store, incidents, severity }: Pick<RedIncidentOptions, 'store' | 'incidents' | 'severity'>,
  watch: RedWatch,
): Promise<void> {
  const { posting, stillRed } = watch;
  const systems = new Set(stillRed.map(({ system }) => system));
  const [only] = systems.size === 1 ? systems : [];
  const incident =
    (await stillOpen({ store, incidents }, watch)) ??
    // The same request finds the same incident, whoever opened it.
    (await incidents.open({
      severity,
      title: titleOf(stillRed),
      system: only ?? null,
      by: systemActor,
      requestId: `red-watch:${posting}`,
    }));
  await incidents.change(
    incident.id,
    { type: 'note', by: systemActor, text: detailsOf(stillRed) },
    `red-watch-note:${posting}`,
  );
  await update(store, redWatches, posting, (row) => {
    const next: RedWatch = { ...row, state: 'opened', incident: incident.id, wakeAt: null };
    return next;
  });
}

/** What another card of the same day has opened already is told of in the same place. */
async function stillOpen(
  { store, incidents }: Pick<RedIncidentOptions, 'store' | 'incidents'>,
  { posting, postedAt }: RedWatch,
): Promise<Incident | null> {
  const { items } = await store.list(redWatches, {
    index: 'byPosted',
    min: postedAt - day,
    max: postedAt,
    order: 'desc',
    limit: 20,
  });
  const earlier = items.find(({ doc }) => doc.posting !== posting && doc.incident !== null);
  if (!earlier?.doc.incident) return null;
  const incident = await incidents.get(earlier.doc.incident);
  return incident.state === 'resolved' ? null : incident;
}

function titleOf(stillRed: readonly StillRed[]): string {
  const names = stillRed
    .slice(0, mostNamed)
    .map(({ system, component }) => `${system}/${component}`);
  const more = stillRed.length - names.length;
  return clippedLine(
    `Red since the morning check: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    longestTitle,
  );
}

function detailsOf(stillRed: readonly StillRed[]): string {
  const lines = stillRed.map(
    ({ system, component, title, said, since, owner }) =>
      `${title} (${system}/${component}), red since ${stamp(since)}: ${clippedLine(said, 200)}${owner === null ? '' : ` Owner: ${owner}.`}`,
  );
  const text = lines.join('\n');
  return text.length > longestText
    ? `${text.slice(0, longestText - 1).replace(/\p{Surrogate}$/u, '')}…`
    : text;
}
