// Schedules on a store and a clock of the test's own, with what they asked for written down.
import pino from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { schedulesSchema } from '../../../src/config/upkeep-schema.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { newRun, type Run } from '../../../src/core/run.js';
import type { Report } from '../../../src/core/report.js';
import type { RunRequest } from '../../../src/core/runs.js';
import type { Asked } from '../../../src/services/engine/ask.js';
import { postings, type Posting } from '../../../src/services/postings/postings.js';
import { createSchedules } from '../../../src/services/schedule/create-schedules.js';
import { createScheduleMetrics } from '../../../src/services/schedule/schedule-metrics.js';
import { schedulePartsOf, type Ended } from '../../../src/services/schedule/schedule-parts.js';
import type { ScheduledOperation } from '../../../src/services/schedule/scheduled-operation.js';
import type { Schedules } from '../../../src/services/schedule/schedule.js';
import { startSchedules } from '../../../src/services/schedule/start-schedules.js';
import type { Store } from '../../../src/services/store/store.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Tuesday. */
export const start = Date.parse('2026-11-10T08:30:00Z');

const info = { family: 'Look', summary: '', examples: [], args: [] };

/** What a schedule may ask for in these tests. */
export const operations: ScheduledOperation[] = [
  {
    ...info,
    id: 'report',
    kind: 'query',
    risk: 'read',
    input: z.object({ which: z.enum(['morning', 'evening', 'weekly', 'monthly', 'quarterly']) }),
  },
  { ...info, id: 'cache.tune', kind: 'command', risk: 'routine', input: z.object({}) },
  {
    ...info,
    id: 'sync',
    kind: 'action',
    risk: 'routine',
    riskOf: (input) =>
      z.looseObject({ full: z.literal(true) }).safeParse(input).success ? 'guarded' : 'routine',
    input: z.object({ system: z.string(), full: z.boolean().optional() }),
  },
  {
    ...info,
    id: 'table.restore',
    kind: 'action',
    risk: 'critical',
    riskOf: () => 'critical',
    input: z.object({}),
  },
];

/** Nothing but what a test names: the built-in ones that these operations know are switched off. */
export const off = Object.fromEntries(
  [
    'component-probes',
    'daily-health',
    'evening-summary',
    'weekly-report',
    'monthly-report',
    'quarterly-report',
  ].map((name) => [name, { enabled: false }]),
);

export interface World {
  clock: { at: number };
  asked: Asked[];
  requested: RunRequest[];
  /** What a question is answered with. */
  answer: { next: (asked: Asked) => Promise<Report> };
  /** A run by its request's id, as it stands. */
  runs: Map<string, Run>;
  runEnds: { state: Run['state'] };
  probe: { next: () => Promise<Ended> };
}

export function openWorld(): World {
  return {
    clock: { at: start },
    asked: [],
    requested: [],
    answer: { next: async () => ({ status: 'good', headline: 'All is well' }) },
    runs: new Map(),
    runEnds: { state: 'succeeded' },
    probe: { next: async () => ({ outcome: 'ok', said: '12 components' }) },
  };
}

export interface Site {
  schedules: Schedules;
  registry: Registry;
  begin(): ReturnType<typeof startSchedules>;
  /** How many looks its processes have begun. */
  looks(): number;
  cards(name: string): Promise<Posting[]>;
}

export function openSite(store: Store, given: object, world: World): Site {
  const registry = new Registry();
  const metrics = createScheduleMetrics(registry);
  let looks = 0;
  const systems = z.record(z.string(), systemSchema).parse({ finance: { title: 'Finance PPM' } });
  const parts = schedulePartsOf({
    config: { schedules: schedulesSchema.parse(given), systems },
    operations,
    store,
    now: () => world.clock.at,
    ask: async (asked) => {
      world.asked.push(asked);
      const [operation] = operations;
      if (!operation) throw new Error('no operation');
      return { kind: 'report', operation, report: await world.answer.next(asked) };
    },
    runs: {
      async request(asked) {
        world.requested.push(asked);
        const run = world.runs.get(asked.requestId) ?? runOf(asked);
        world.runs.set(asked.requestId, { ...run, state: world.runEnds.state });
        return run;
      },
      get: async (id) => [...world.runs.values()].find((run) => run.id === id) ?? null,
    },
    internal: { 'health.probe': () => world.probe.next() },
    channel: 'C1',
    redraw: () => {},
    filesReports: false,
    metrics: {
      ...metrics,
      seen(rows) {
        looks += 1;
        metrics.seen(rows);
      },
    },
    log: pino({ level: 'silent' }),
  });
  return {
    registry,
    schedules: createSchedules(parts),
    begin: () => startSchedules(parts),
    looks: () => looks,
    cards: async (name) =>
      (await store.list(postings, { index: 'bySchedule', equals: [name], limit: 100 })).items.map(
        ({ doc }) => doc,
      ),
  };
}

function runOf({ operation, input, actor, requestId }: RunRequest): Run {
  return newRun({
    id: `R-${requestId}`,
    operation,
    input,
    risk: 'routine',
    requestedBy: actor,
    channel: 'C1',
    requestId,
    undoOf: null,
    quiet: true,
    createdAt: 0,
  });
}
