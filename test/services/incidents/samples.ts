// Incidents and people for the tests of this folder and its neighbours.
import { incidentsSchema } from '../../../src/config/incidents-schema.js';
import type { Actor } from '../../../src/core/actor.js';
import { openIncident } from '../../../src/core/incident-machine.js';
import type { Incident } from '../../../src/core/incident.js';
import type { Severity } from '../../../src/core/severity.js';
import { ruleOf } from '../../../src/services/incidents/incident-rules.js';

export const ana: Actor = { person: 'ana', slack: 'U01ABCDEF', via: 'slack' };
export const ben: Actor = { person: 'ben', slack: 'U02ABCDEF', via: 'slack' };

export const rules = incidentsSchema.parse({});

/** 2026-11-21 12:00 UTC, a Saturday. */
export const noon = Date.UTC(2026, 10, 21, 12);
export const minute = 60_000;

export function anIncident(severity: Severity = 'P2', given: Partial<Incident> = {}): Incident {
  return {
    ...openIncident({
      id: 'I-7K2QMF',
      title: 'Notion sync is down',
      severity,
      system: 'finance-ppm',
      channel: 'C0INCIDENTS',
      by: ana,
      at: noon,
      groups: [],
      rule: ruleOf(severity, rules, noon),
    }),
    ...given,
  };
}
