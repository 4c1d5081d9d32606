// `status`: one card with what is wrong now, who is on call, what the bot stands on, what waits for whom, what runs and how the
// last runs ended.
import { z } from 'zod';
import type { Incident } from '../../core/incident.js';
import type { Finding, Status } from '../../core/report.js';
import { hasEnded } from '../../core/run.js';
import { defineQuery } from '../../services/context.js';
import { stamp } from '../../services/sync/when.js';
import {
  dutyFact,
  freshnessFacts,
  maintenanceFacts,
  offlineFacts,
  scheduleFacts,
  systemFacts,
} from './showing/status-facts.js';
import { headlineOf, incidentTable, runTable } from './showing/status-parts.js';

/** How many of the last runs are told, and incidents. */
const shown = { runs: 5, incidents: 10 };

export const status = defineQuery({
  id: 'status',
  family: 'Look',
  summary: 'Health, incidents, alerts, who is on call, approvals and running work, on one card',
  examples: ['status'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const { overview, runs, incidents, alerts, signal } = context;
    const [health, active, recent, open, firing, duty, maintenance, next] = await Promise.all([
      overview.health(signal),
      runs.active(50),
      runs.recent(50),
      incidents.list('open', 100),
      alerts.list({ state: 'firing', limit: 1 }),
      dutyFact(context),
      maintenanceFacts(context),
      scheduleFacts(context),
    ]);
    const remembered = (
      await Promise.all([offlineFacts(context), systemFacts(context), freshnessFacts(context)])
    ).flat();
    const wrong = remembered.find(({ label, status: of }) => label === 'Systems' && of !== 'good');
    const ended = recent.filter((run) => hasEnded(run)).slice(0, shown.runs);
    const reviews = open.flatMap(reviewsDue);
    const worst = worstOf([
      ...[...health, ...remembered].map((part) => part.status),
      ...(open.length + firing.total > 0 ? (['warning'] as const) : []),
    ]);
    return {
      status: worst,
      headline: headlineOf({
        health,
        active,
        incidents: open.length,
        alerts: firing.total,
        systems: wrong?.value ?? null,
      }),
      findings: reviews,
      facts: [
        ...remembered.map(({ label, value }) => ({ label, value })),
        duty,
        ...maintenance,
        ...next,
        ...health.map(({ label, value, millis }) => ({ label, value: `${value} (${millis} ms)` })),
      ],
      tables: [
        ...(open.length > 0 ? [incidentTable(open.slice(0, shown.incidents), open.length)] : []),
        ...(active.length > 0 ? [runTable('Waiting and running', active)] : []),
        ...(ended.length > 0 ? [runTable('Last runs', ended)] : []),
      ],
      suggestions: [
        ...(firing.total > 0 ? [{ label: 'Alerts', operation: 'alerts', input: {} }] : []),
        { label: 'Check health', operation: 'health', input: {} },
      ],
      notes: ['Type approvals for what waits for whom, audit for who did what.'],
    };
  },
});

function reviewsDue({ id, breakGlass }: Incident): Finding[] {
  return breakGlass
    .filter(({ reviewed }) => reviewed === null)
    .map(({ run, by, reason, reviewBy }) => ({
      severity: 'warning',
      title: `${run} was approved by ${by.person} alone and waits for its review`,
      evidence: `In ${id}: ${reason}`,
      fix: `Somebody else who could have approved reviews it by ${stamp(reviewBy)}.`,
      suggestion: { label: 'Review', operation: 'incident.review', input: { incident: id, run } },
    }));
}

function worstOf(all: Status[]): Status {
  if (all.includes('bad')) return 'bad';
  return all.includes('warning') ? 'warning' : 'good';
}
