// Incidents in the bot's memory: opened once for each request, changed by compare-and-swap through the machine.
import type { IncidentsConfig } from '../../config/incidents-schema.js';
import { applyIncidentEvent, openIncident } from '../../core/incident-machine.js';
import type { Incident } from '../../core/incident.js';
import { Problem } from '../../core/problem.js';
import { rankOf } from '../../core/severity.js';
import { shortId } from '../../core/short-id.js';
import type { Redraw } from '../cards/rows.js';
import type { Log } from '../log.js';
import { update } from '../store/update.js';
import { finish, type AftermathParts } from './incident-aftermath.js';
import { allIn, changedRecord, incidentRecords, newRecord } from './incident-records.js';
import type { IncidentRecord } from './incident-records.js';
import { ruleOf } from './incident-rules.js';
import type { Incidents } from './incidents.js';

export interface IncidentsOptions extends AftermathParts {
  rules: IncidentsConfig;
  /** Slack channel of incidents' cards. */
  channel: string;
  redraw: Redraw;
  log: Pick<Log, 'error'>;
}

export function createIncidents(options: IncidentsOptions): Incidents {
  const { store, rules, channel, now, redraw, log } = options;

  /** The change stands already: what can't be done now is left to the sweep. */
  async function settled(record: IncidentRecord): Promise<Incident> {
    redraw({ kind: 'incident', id: record.id });
    if (!record.pending) return record;
    try {
      await finish(options, record);
    } catch (error) {
      log.error({ err: error, incident: record.id }, 'what follows a change is left to the sweep');
    }
    return record;
  }

  return {
    async open({ severity, title, system = null, by, requestId, groups = [] }) {
      for (let salt = 0; ; salt += 1) {
        const id = shortId('I', `${salt}:${requestId}`);
        const at = now();
        const rule = ruleOf(severity, rules, at);
        const record = newRecord(
          openIncident({ id, title, severity, system, channel, by, at, groups, rule }),
          requestId,
        );
        if (await store.insert(incidentRecords, id, record)) return settled(record);
        const existing = await store.get(incidentRecords, id);
        if (existing?.doc.requestId === requestId) return settled(existing.doc);
      }
    },
    async get(id) {
      const stored = await store.get(incidentRecords, idOf(id));
      if (!stored) throw unknownIncident(id);
      return stored.doc;
    },
    async list(which, limit) {
      if (which === 'all') {
        const page = await store.list(incidentRecords, { index: 'byAge', order: 'desc', limit });
        return page.items.map(({ doc }) => doc);
      }
      const open = [
        ...(await allIn(store, 'byState', 'open')),
        ...(await allIn(store, 'byState', 'acknowledged')),
      ];
      return open
        .toSorted((a, b) => rankOf(a.severity) - rankOf(b.severity) || a.openedAt - b.openedAt)
        .slice(0, limit);
    },
    async change(id, event, requestId) {
      const stored = await update(store, incidentRecords, idOf(id), (record) =>
        requestId !== undefined && record.applied.includes(requestId)
          ? record
          : changedRecord(record, applyIncidentEvent(record, event, now()), requestId ?? null),
      );
      if (!stored) throw unknownIncident(id);
      return settled(stored.doc);
    },
  };
}

/** As it is stored: people type small letters too. */
function idOf(id: string): string {
  return id.trim().toUpperCase();
}

function unknownIncident(id: string): Problem {
  return new Problem(
    'not_found',
    `There is no incident ${id.slice(0, 40)}.`,
    '`incident list` shows the open ones.',
    { field: 'incident' },
  );
}
