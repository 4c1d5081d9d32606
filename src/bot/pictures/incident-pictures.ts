// Incidents, and what is told to people about them, as their cards show it now.
import type { Incident } from '../../core/incident.js';
import { whatHappened } from '../../core/run-state.js';
import type { Runs } from '../../core/runs.js';
import type { IncidentsConfig } from '../../config/incidents-schema.js';
import type { Alerts } from '../../services/alerts/alerts.js';
import { maintenanceWindows } from '../../services/maintenance/maintenance.js';
import { notices, type Notice } from '../../services/paging/notices.js';
import type { Incidents } from '../../services/incidents/incidents.js';
import type { Store } from '../../services/store/store.js';
import type { Timers } from '../../services/timers/timers.js';
import { renderIncident } from '../cards/incident-card.js';
import { renderMaintenance } from '../cards/maintenance-card.js';
import { renderNotice } from '../cards/notice-card.js';
import type { PictureOf } from '../publisher/draw.js';
import { orNull, rests } from './picture.js';

/** Linked alerts and runs that a card names. */
const linked = 5;

interface Parts {
  incidents: Pick<Incidents, 'get'>;
  alerts: Pick<Alerts, 'get'>;
  runs: Pick<Runs, 'get'>;
  timers: Pick<Timers, 'pendingOf'>;
  rules: IncidentsConfig;
  now: () => number;
}

export function incidentPicture(parts: Parts): PictureOf {
  return async ({ record, view, plain }) => {
    const incident = await orNull(() => parts.incidents.get(record.id));
    if (!incident) return null;
    const due = incident.breakGlass.some(({ reviewed }) => reviewed === null);
    const ended = incident.state === 'resolved' && !due;
    if (view !== 'card' && view !== 'details' && view !== 'outcome')
      return { rendered: null, ended };
    const look = {
      next: await nextStep(parts, incident),
      now: parts.now(),
      plain,
      alerts: await alertsOf(parts, incident),
      runs: await runsOf(parts, incident),
    };
    return { rendered: renderIncident(incident, view, look), ended, rests };
  };
}

async function nextStep(
  { timers, rules }: Parts,
  incident: Incident,
): Promise<{ at: number; who: string } | null> {
  const pending = await timers.pendingOf(incident.id);
  const next = pending.find(({ kind }) => kind === 'escalate');
  const step = next && rules.severities[incident.severity].chain[next.step];
  return next && step ? { at: next.dueAt, who: step.page.join(', ') } : null;
}

async function alertsOf({ alerts }: Parts, incident: Incident) {
  const found = await Promise.all(
    incident.groups.slice(-linked).map((id) => orNull(() => alerts.get(id))),
  );
  return found.flatMap((group) =>
    group === null ? [] : [{ id: group.id, title: group.title, state: group.state }],
  );
}

async function runsOf({ runs }: Parts, incident: Incident) {
  const found = await Promise.all(incident.runs.slice(-linked).map((id) => runs.get(id)));
  return found.flatMap((run) =>
    run === null
      ? []
      : [{ id: run.id, title: run.plan?.headline ?? run.operation, state: whatHappened(run) }],
  );
}

export function noticePicture({
  store,
  overtaken,
  linkTo,
  now,
}: {
  store: Store;
  /** A page that nobody has to answer any more. */
  overtaken: (notice: Notice) => Promise<boolean>;
  /** Address of an incident's card in Slack, once it stands there. */
  linkTo: (incident: string) => Promise<string | null>;
  now: () => number;
}): PictureOf {
  return async ({ record, view, plain, ts }) => {
    const stored = await store.get(notices, record.id);
    if (!stored) return null;
    if (view !== 'card' && view !== 'direct') return { rendered: null, ended: true };
    const notice = stored.doc;
    const isAnswered = await overtaken(notice);
    // What was answered before it stood in Slack calls nobody.
    if (isAnswered && ts === null) return { rendered: null, ended: true };
    const isDirect = view === 'direct' && notice.incident !== null;
    const look = {
      overtaken: isAnswered,
      now: now(),
      plain,
      incidentLink: isDirect ? await linkTo(notice.incident ?? '') : null,
    };
    return { rendered: renderNotice(notice, view, look), ended: notice.settled, rests };
  };
}

export function maintenancePicture({ store, now }: { store: Store; now: () => number }): PictureOf {
  return async ({ record, view, plain }) => {
    const stored = await store.get(maintenanceWindows, record.id);
    if (!stored) return null;
    const { state } = stored.doc;
    const ended = state === 'ended' || state === 'cancelled';
    if (view !== 'card' && view !== 'outcome') return { rendered: null, ended };
    return { rendered: renderMaintenance(stored.doc, view, { now: now(), plain }), ended, rests };
  };
}
