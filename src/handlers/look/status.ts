// `status`: one card with what is wrong now, who is on call, what the bot stands on, what waits for whom, what runs and how the
// last runs ended.
import { z } from 'zod';
import type { Incident } from '../../core/incident.js';
import type { Fact, Finding, Status } from '../../core/report.js';
import { hasEnded } from '../../core/run.js';
import { defineQuery, type Context } from '../../services/context.js';
import { stamp } from '../../services/sync/when.js';
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
    const [health, active, recent, open, firing, duty, maintenance] = await Promise.all([
      overview.health(signal),
      runs.active(50),
      runs.recent(50),
      incidents.list('open', 100),
      alerts.list({ state: 'firing', limit: 1 }),
      onCall(context),
      maintenanceFacts(context),
    ]);
    const ended = recent.filter((run) => hasEnded(run)).slice(0, shown.runs);
    const reviews = open.flatMap(reviewsDue);
    const worst = worstOf([
      ...health.map((part) => part.status),
      ...(open.length + firing.total > 0 ? (['warning'] as const) : []),
    ]);
    return {
      status: worst,
      headline: headlineOf({ health, active, incidents: open.length, alerts: firing.total }),
      findings: reviews,
      facts: [
        duty,
        ...maintenance,
        ...health.map(({ label, value, millis }) => ({ label, value: `${value} (${millis} ms)` })),
      ],
      tables: [
        ...(open.length > 0 ? [incidentTable(open.slice(0, shown.incidents), open.length)] : []),
        ...(active.length > 0 ? [runTable('Waiting and running', active)] : []),
        ...(ended.length > 0 ? [runTable('Last runs', ended)] : []),
      ],
      ...(firing.total > 0
        ? { suggestions: [{ label: 'Alerts', operation: 'alerts', input: {} }] }
        : {}),
      notes: ['Type approvals for what waits for whom, audit for who did what.'],
    };
  },
});

async function onCall({ oncall, now }: Context): Promise<Fact> {
  const { people, until } = await oncall.at(now());
  const names = people.map(({ person }) => person).join(', ') || 'nobody';
  return { label: 'On call', value: until === null ? names : `${names}, until ${stamp(until)}` };
}

async function maintenanceFacts({ maintenance }: Context): Promise<Fact[]> {
  const windows = await maintenance.list();
  return windows.slice(0, 3).map(({ system, state, from, until, reason }) => ({
    label: state === 'scheduled' ? 'Maintenance to come' : 'Maintenance',
    value: `${system === '*' ? 'all systems' : system}, ${stamp(from)} to ${stamp(until)}${reason === '' ? '' : `: ${reason}`}`,
  }));
}

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
