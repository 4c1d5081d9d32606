// A dashboard with something of everything, for the tests of the Home tab.
import type { Dashboard } from '../../../src/services/dashboard/dashboard.js';
import type { ComponentNow } from '../../../src/services/health/health.js';
import type { ScheduleNow } from '../../../src/services/schedule/schedule.js';
import { aPlan, approver, asker, minute, noon, runs } from './fixtures.js';
import { anIncident, aWindow } from './oncall-fixtures.js';

export function aComponent(over: Partial<ComponentNow> = {}): ComponentNow {
  return {
    system: 'finance-ppm',
    component: 'notion',
    title: 'Notion',
    kind: 'notion',
    owner: null,
    onDemand: false,
    status: 'good',
    said: 'answers',
    failure: null,
    millis: 120,
    value: null,
    at: noon,
    since: noon - 60 * minute,
    ...over,
  };
}

export function aSchedule(over: Partial<ScheduleNow> = {}): ScheduleNow {
  return {
    name: 'daily-health',
    cron: '0 9 * * *',
    timeZone: 'UTC',
    operation: 'report',
    input: { which: 'morning' },
    post: 'always',
    channel: null,
    missed: 'run',
    paused: null,
    last: null,
    next: noon + 60 * minute,
    ...over,
  };
}

/** A quiet day. */
export function aDashboard(over: Partial<Dashboard> = {}): Dashboard {
  return {
    at: noon,
    mine: { approvals: [], runs: [], incidents: [], reviews: [] },
    components: [aComponent(), aComponent({ component: 'warehouse', kind: 'warehouse' })],
    titles: { 'finance-ppm': 'Notion x Finance PPM' },
    incidents: [],
    alerts: 0,
    active: [],
    duty: { people: [asker], until: noon + 60 * minute, by: 'rotation', override: null },
    nextDuty: {
      people: [approver],
      until: null,
      by: 'rotation',
      override: null,
      from: noon + 60 * minute,
    },
    maintenance: [],
    pauses: [],
    offline: null,
    schedules: [aSchedule()],
    ...over,
  };
}

/** Everything at once, with `said` wherever somebody else's words stand. */
export function aBusyDashboard(said: string, times = 1): Dashboard {
  const many = <One>(one: (place: number) => One): One[] =>
    Array.from({ length: times }, (_, place) => one(place));
  const waiting = runs(aPlan({ headline: said || 'x' }), said).byState.awaiting_approval;
  const incident = anIncident({ title: said });
  return aDashboard({
    mine: {
      approvals: many(() => waiting),
      runs: many(() => waiting),
      incidents: many(() => incident),
      reviews: many(() => ({ incident: 'I-7K2QMF', run: 'R-7K2QMF', by: said, reviewBy: noon })),
    },
    components: many((place) =>
      aComponent({ component: `component-${place}`, status: 'bad', said, failure: 'timeout' }),
    ),
    titles: { 'finance-ppm': said },
    incidents: many(() => incident),
    alerts: times,
    active: many(() => waiting),
    maintenance: many(() => aWindow({ reason: said })),
    pauses: many(() => ({ system: '*', by: said, reason: said, since: noon, until: noon })),
    offline: { since: noon, until: noon + minute, by: said, reason: said },
    schedules: many(() => aSchedule()),
  });
}
