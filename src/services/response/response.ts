// Everything that answers alerts and incidents, put together: alerts become groups, groups open incidents, incidents set
// timers, timers call people. A terminal has it as well; the loops that do what is due run in the bot (response-loops.ts).
import type { Registry } from 'prom-client';
import type { IncidentsConfig } from '../../config/incidents-schema.js';
import type { Config } from '../../config/schema.js';
import { systemActor } from '../../core/actor.js';
import { createAlerts } from '../alerts/alert-memory.js';
import type { Alerts } from '../alerts/alerts.js';
import { createAlertEngine, type AlertEngine } from '../alerts/applying/alert-engine.js';
import { createRunFetch } from '../alerts/fetch-run.js';
import { createTruncatedFetch } from '../alerts/fetch-truncated.js';
import type { AlertGroup } from '../alerts/records.js';
import { createRouter } from '../alerts/routing/router.js';
import { createHolds } from '../alerts/silencing/holds.js';
import type { AuditLog } from '../audit/entry.js';
import type { Redraw } from '../cards/rows.js';
import type { Jobs } from '../databricks/jobs/jobs.js';
import { createEscalation, type Escalation } from '../escalation/escalation.js';
import type { Directory } from '../identity/identity.js';
import { ruleOf } from '../incidents/incident-rules.js';
import { createIncidents } from '../incidents/create-incidents.js';
import type { Incidents } from '../incidents/incidents.js';
import type { Log } from '../log.js';
import { createMaintenance } from '../maintenance/create-maintenance.js';
import type { Maintenance } from '../maintenance/maintenance.js';
import { createOncall } from '../oncall/create-oncall.js';
import type { Oncall } from '../oncall/oncall.js';
import { createNotices } from '../paging/create-notices.js';
import type { PolicyOptions } from '../resilience/policy.js';
import type { Store } from '../store/store.js';
import { createTimers } from '../timers/create-timers.js';
import type { Timers } from '../timers/timers.js';

export interface ResponseParts {
  store: Store;
  config: Config;
  /** Slack channel of cards that no route sends elsewhere. */
  channel: string;
  audit: AuditLog;
  directory: Directory;
  log: Log;
  now: () => number;
  registry: Registry;
  circuits?: PolicyOptions['circuits'];
  /** Databricks, which is built later. */
  jobs: () => Pick<Jobs, 'run'>;
  /** Tells whoever draws that a record has changed. */
  redraw: Redraw;
}

export interface Response {
  alerts: Alerts;
  incidents: Incidents;
  oncall: Oncall;
  maintenance: Maintenance;
  timers: Timers;
  escalation: Escalation;
  alertEngine: AlertEngine;
  /** Told after a timer was set: for whoever runs them. */
  onTimer(listener: () => void): void;
}

export function createResponse(parts: ResponseParts): Response {
  const { store, config, channel, audit, directory, log, now, redraw } = parts;
  const oncall = createOncall({
    store,
    config: config.oncall,
    people: config.people,
    directory,
    now,
  });
  const maintenance = createMaintenance({
    store,
    config: config.maintenance,
    systems: config.systems,
    channel,
    now,
    redraw,
    audit,
  });
  const timerListeners: (() => void)[] = [];
  const timers = createTimers({
    store,
    changed: () => {
      for (const listener of timerListeners) listener();
    },
  });
  const incidents: Incidents = createIncidents({
    store,
    rules: config.incidents,
    channel,
    now,
    audit,
    redraw,
    log,
    follow: (incident) => escalation.follow(incident),
  });
  const escalation = createEscalation({
    timers,
    notices: createNotices({ store, now, redraw }),
    incidents,
    oncall,
    rules: config.incidents,
    directory,
    stakeholders: config.incidents.stakeholders,
    now,
  });
  const ofRuns = createRunFetch({ jobs: parts.jobs, log });
  const ofGroups = createTruncatedFetch({
    url: config.alerts.alertmanagerUrl,
    log,
    now,
    registry: parts.registry,
    circuits: parts.circuits,
  });
  const alertEngine = createAlertEngine({
    store,
    config: config.alerts,
    channel,
    now,
    log,
    route: createRouter({ config: config.alerts, systems: config.systems, channel }),
    ...createHolds({ store, maintenance, now }),
    openIncident: (group) => incidentFor({ incidents, rules: config.incidents, now }, group),
    complete: async (batch) => (await ofRuns(batch)) ?? ofGroups(batch),
    redraw,
  });
  const alerts = createAlerts({ store, now, redraw, reconsider: alertEngine.reconsider });
  return {
    alerts,
    incidents,
    oncall,
    maintenance,
    timers,
    escalation,
    alertEngine,
    onTimer: (listener) => timerListeners.push(listener),
  };
}

/** The incident that a group of alerts opens by itself; open again when the group fires after it was resolved. */
async function incidentFor(
  parts: { incidents: Incidents; rules: IncidentsConfig; now: () => number },
  group: AlertGroup,
): Promise<string> {
  const { incidents } = parts;
  const { id, severity, title, system } = group;
  const firedAt = group.flips.at(-1);
  const incident = await incidents.open({
    severity,
    title,
    system,
    by: systemActor,
    requestId: `alerts:${id}`,
    groups: [id],
  });
  if (incident.resolved && firedAt !== undefined && firedAt > incident.resolved.at)
    await incidents.change(
      incident.id,
      {
        type: 'reopen',
        by: systemActor,
        reason: 'Its alerts fire again.',
        rule: ruleOf(incident.severity, parts.rules, parts.now()),
      },
      `alerts:${id}:${firedAt}`,
    );
  return incident.id;
}
