// Incidents, timers, notices and escalation as they are wired, on a store in memory and a clock that the test moves.
import { vi } from 'vitest';
import { incidentsSchema } from '../../../src/config/incidents-schema.js';
import type { Actor } from '../../../src/core/actor.js';
import type { Severity } from '../../../src/core/severity.js';
import { createAuditLog } from '../../../src/services/audit/audit-log.js';
import { createEscalation, type Escalation } from '../../../src/services/escalation/escalation.js';
import type { Level } from '../../../src/services/escalation/chain.js';
import { createIncidents } from '../../../src/services/incidents/create-incidents.js';
import { ruleOf } from '../../../src/services/incidents/incident-rules.js';
import { sweepIncidents } from '../../../src/services/incidents/incident-sweep.js';
import type { Incidents } from '../../../src/services/incidents/incidents.js';
import { createNotices } from '../../../src/services/paging/create-notices.js';
import { notices, type Notice } from '../../../src/services/paging/notices.js';
import type { Store } from '../../../src/services/store/store.js';
import { createTimers } from '../../../src/services/timers/create-timers.js';
import { startTimers, type RunningTimers } from '../../../src/services/timers/start-timers.js';
import { timers, type Timer } from '../../../src/services/timers/timers.js';
import { orderedStore } from './ordered-store.js';

export const minute = 60_000;
export const opening = Date.UTC(2026, 10, 18, 9, 0);
export const ana: Actor = { person: 'ana', slack: 'U01ANA', via: 'slack' };
export const ben: Actor = { person: 'ben', slack: 'U02BEN', via: 'slack' };
const chloe: Actor = { person: 'chloe', slack: 'U03CHLOE', via: 'slack' };
const dora: Actor = { person: 'dora', slack: 'U04DORA', via: 'slack' };
const actors = [ana, ben, chloe, dora];

export interface World {
  store: Store;
  incidents: Incidents;
  escalation: Escalation;
  rules: ReturnType<typeof incidentsSchema.parse>;
  /** Who is behind each level; a test may empty one. */
  people: Record<Level, Actor[]>;
  complaints: unknown[];
  /** Starts this process's timers. */
  start(): RunningTimers;
  sweep(): Promise<void>;
  /** Opens an incident; the same one for the same name. */
  open(severity: Severity, name?: string): ReturnType<Incidents['open']>;
  severity(id: string, severity: Severity): ReturnType<Incidents['change']>;
  sent(): Promise<Notice[]>;
  /** `15 chloe` for each page: minutes after `since` (the opening without it), and who. */
  pages(since?: number): Promise<string[]>;
  timers(state: Timer['state']): Promise<string[]>;
}

/** @param store another process works on the same one */
export function openWorld(store: Store = orderedStore()): World {
  const now = Date.now;
  const rules = incidentsSchema.parse({ stakeholders: 'C0STAKE' });
  const people: World['people'] = { oncall: [ana], manager: [chloe], director: [dora] };
  const complaints: unknown[] = [];
  const log = {
    warn: (...said: unknown[]) => void complaints.push(said),
    error: (...said: unknown[]) => void complaints.push(said),
  };
  let running: RunningTimers | undefined;
  const escalation: Escalation = createEscalation({
    timers: createTimers({ store, changed: () => running?.wake() }),
    notices: createNotices({ store, now, redraw: () => {} }),
    incidents: {
      get: (id) => incidents.get(id),
      change: (id, event) => incidents.change(id, event),
    },
    oncall: { peopleFor: async (level) => people[level] },
    rules,
    directory: {
      membersOf: async () => ['U02BEN', 'U03CHLOE', 'U04DORA'],
      fromSlack: (user) => actors.find(({ slack }) => slack === user) ?? ana,
    },
    stakeholders: rules.stakeholders,
    now,
  });
  const parts = {
    store,
    audit: createAuditLog(store),
    now,
    follow: escalation.follow,
    redraw: () => {},
    log,
  };
  const incidents = createIncidents({ ...parts, rules, channel: 'C0INC' });

  const sent = async (): Promise<Notice[]> =>
    (await store.list(notices, { index: 'byIncident', limit: 1_000 })).items
      .map(({ doc }) => doc)
      .toSorted((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id));

  return {
    store,
    incidents,
    escalation,
    rules,
    people,
    complaints,
    start() {
      running = startTimers({ store, now, log, work: escalation.work, lateness: () => {} });
      return running;
    },
    sweep: () => sweepIncidents(parts),
    open: (severity, name = 'one') =>
      incidents.open({ severity, title: 'Notion sync is down', by: ben, requestId: name }),
    severity: (id, severity) =>
      incidents.change(id, {
        type: 'severity',
        by: ben,
        severity,
        rule: ruleOf(severity, rules, now()),
      }),
    sent,
    async pages(since = opening) {
      return (await sent())
        .filter(({ kind }) => kind === 'page')
        .map((page) => {
          const names = page.people.map(({ person }) => person).join('+');
          return `${(page.createdAt - since) / minute} ${names}`;
        });
    },
    async timers(state) {
      const page = await store.list(timers, { index: 'byDue', equals: [state], limit: 1_000 });
      return page.items.map(({ id }) => id);
    },
  };
}

/** Lets the clock run. */
export async function pass(minutes: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(minutes * minute);
}
