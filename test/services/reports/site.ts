// A morning at the company, for the tests of the reports: everything answers, until a test says otherwise.
import { z } from 'zod';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { newRun, type Run, type RunState } from '../../../src/core/run.js';
import type { Context } from '../../../src/services/context.js';
import type { ComponentNow, HealthPoint } from '../../../src/services/health/health.js';
import type { ReportContext } from '../../../src/services/reports/report-context.js';
import { contextWith } from '../../support/context.js';
import { ana } from '../incidents/samples.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** 2026-11-20 09:00 UTC, a Friday. */
export const morning = Date.UTC(2026, 10, 20, 9);
export const databaseId = '11111111-2222-4333-8444-000000000001';

export const systems = z.record(z.string(), systemSchema).parse({
  'finance-ppm': {
    title: 'Finance PPM',
    sync: { kind: 'notion' },
    databases: {
      projects: { title: 'Projects', id: databaseId },
      reports: { title: 'Reports', id: '11111111-2222-4333-8444-000000000009' },
    },
  },
  oberaconnect: { title: 'OberaConnect', metrics: { url: 'http://obera.example/metrics' } },
});

export function component(
  system: string,
  name: string,
  given: Partial<ComponentNow> = {},
): ComponentNow {
  const status = given.status ?? 'good';
  return {
    system,
    component: name,
    title: `The ${name}`,
    kind: 'http',
    owner: 'Data Platform',
    onDemand: false,
    status,
    said: status === 'good' ? 'answered 200' : 'connection refused',
    failure: status === 'good' ? null : 'refused',
    millis: 40,
    value: null,
    at: morning,
    since: morning - 30 * day,
    ...given,
  };
}

/** Hourly points until the morning, of a component that was red in those hours before it. */
export function points(hours: number, red: (ago: number) => boolean = () => false): HealthPoint[] {
  return Array.from({ length: hours }, (_, place) => {
    const ago = hours - place;
    return {
      at: morning - ago * hour,
      status: red(ago) ? 'bad' : 'good',
      millis: 100,
      value: null,
    };
  });
}

export function ended(
  id: string,
  state: RunState,
  given: { operation?: string; at?: number; millis?: number } = {},
): Run {
  const at = given.at ?? morning - hour;
  const operation = given.operation ?? 'sync';
  return {
    ...newRun({
      id,
      operation,
      input: { system: 'finance-ppm' },
      risk: 'routine',
      requestedBy: ana,
      channel: 'C1',
      requestId: id,
      undoOf: null,
      quiet: false,
      createdAt: at - (given.millis ?? minute),
    }),
    state,
    history: [
      { at: at - (given.millis ?? minute), by: ana, event: 'start', state: 'running', detail: '' },
      { at, by: ana, event: 'end', state, detail: '' },
    ],
  };
}

export function reportContext(given: Partial<Context> = {}): Context & ReportContext {
  const base = contextWith();
  const all = [component('finance-ppm', 'notion'), component('oberaconnect', 'service')];
  return {
    diagnose: async () => ({ causes: [], looked: [], missed: [] }),
    ...contextWith({
      now: () => morning,
      systems,
      health: {
        components: all,
        check: async () => all,
        last: async () => all,
        history: async () => points(24),
      },
      runs: { ...base.runs, active: async () => [], recent: async () => [] },
      incidents: { ...base.incidents, list: async () => [] },
      alerts: { ...base.alerts, list: async () => ({ groups: [], total: 0 }) },
      oncall: {
        ...base.oncall,
        at: async () => ({ people: [ana], until: null, by: 'rotation', override: null }),
      },
      bronze: { ...base.bronze, watermarks: async () => [], livePages: async () => [] },
      syncState: { ...base.syncState, lastSyncs: async () => [], pauses: async () => [] },
      rotations: { ...base.rotations, list: async () => [], credentials: async () => [] },
      accessReviews: { ...base.accessReviews, signOffs: async () => [] },
      notionCache: { ...base.notionCache, stats: async () => [] },
      audit: {
        ...base.audit,
        query: async () => [
          {
            seq: 1_234,
            hash: 'ab'.repeat(32),
            previous: '',
            at: morning,
            actor: ana,
            action: 'run.approved',
            subject: 'R-1',
            detail: '',
            key: 'k',
          },
        ],
      },
      postingsOf: async () => [],
      scraper: { read: async () => ({ samples: [], malformed: 0, truncated: false, millis: 1 }) },
      ...given,
    }),
    deadlineMs: 1_000,
  };
}
