// Alert engines on one store under a clock that the test turns, with what they ask of routes, holds and incidents played.
import { setImmediate } from 'node:timers/promises';
import pino from 'pino';
import { vi } from 'vitest';
import { alertsSchema } from '../../../../src/config/alerts-schema.js';
import {
  createAlertEngine,
  type AlertEngine,
} from '../../../../src/services/alerts/applying/alert-engine.js';
import type {
  AlertEngineOptions,
  AlertRoute,
} from '../../../../src/services/alerts/applying/options.js';
import type { AlertBatch, IncomingAlert } from '../../../../src/services/alerts/batch.js';
import {
  alertGroups,
  alerts,
  deliveries,
  storms,
  type Alert,
  type AlertGroup,
  type Storm,
} from '../../../../src/services/alerts/records.js';
import { cards } from '../../../../src/services/cards/rows.js';
import type { Collection, Store } from '../../../../src/services/store/store.js';
import { memoryStore } from '../../../support/memory-store.js';

export const second = 1_000;
export const minute = 60 * second;
export const start = Date.parse('2026-11-21T09:00:00Z');

/** As the built-in router does, from the labels alone. */
function route(labels: Readonly<Record<string, string>>): AlertRoute {
  const severity = labels['severity'] === 'critical' ? 'P1' : 'P3';
  return {
    severity,
    channel: 'C1',
    system: labels['system'] ?? null,
    runbook: null,
    name: labels['alertname'] ?? '',
    title: `${labels['alertname']} is firing`,
    component: labels['component'] ?? '',
    diagnose: { operation: 'status', input: labels['run_id'] ? { run: labels['run_id'] } : {} },
    actions: [],
    opensIncident: severity === 'P1',
  };
}

export function alert(name: string, given: Partial<IncomingAlert> = {}): IncomingAlert {
  return {
    fingerprint: name,
    status: 'firing',
    startsAt: start,
    endsAt: null,
    labels: { alertname: 'APIDown', component: name },
    annotations: {},
    link: null,
    ...given,
  };
}

export function batch(
  groupKey: string,
  incoming: IncomingAlert[],
  given: Partial<AlertBatch> = {},
): AlertBatch {
  return {
    source: 'alertmanager',
    groupKey,
    groupLabels: { alertname: 'APIDown' },
    truncated: 0,
    link: null,
    resolvesGroup: false,
    alerts: incoming,
    ...given,
  };
}

export interface World {
  store: Store;
  /** What the company does; tests change it. */
  hold: AlertGroup['hold'];
  /** Which groups it holds. */
  holds: (group: AlertGroup) => boolean;
  held: string[];
  /** Ids of groups that an incident was asked for, each time. */
  opened: string[];
  redrawn: Set<string>;
  completed: AlertBatch | null;
  /** What is told of a batch when it is asked about; `completed` by default. */
  completes: (batch: AlertBatch) => Promise<AlertBatch | null>;
  engine(): AlertEngine;
  /** Sends to an engine. */
  send(engine: AlertEngine, ...batches: AlertBatch[]): Promise<void>;
  /** Turns the clock. */
  pass(millis: number): Promise<void>;
  groups(): Promise<AlertGroup[]>;
  /** The only group. */
  group(): Promise<AlertGroup>;
  alerts(): Promise<Alert[]>;
  storms(): Promise<Storm[]>;
  /** Ids of rows, of views `card` only. */
  cards(): Promise<string[]>;
  waiting(): Promise<number>;
  close(): Promise<void>;
}

const stepMs = 100;

/** @param config what differs from the defaults of `alerts` */
export function openWorld(config: object = {}, store: Store = memoryStore()): World {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start });
  const engines: AlertEngine[] = [];

  const world: World = {
    store,
    hold: null,
    holds: () => true,
    held: [],
    opened: [],
    redrawn: new Set(),
    completed: null,
    completes: async () => world.completed,
    engine() {
      const options: AlertEngineOptions = {
        store,
        config: alertsSchema.parse(config),
        channel: 'C0',
        now: () => Date.now(),
        log: pino({ level: 'silent' }),
        route,
        holdOf: async (group) => (world.holds(group) ? world.hold : null),
        async held({ id }) {
          world.held.push(id);
        },
        async openIncident({ id }) {
          world.opened.push(id);
          return id.replace('G-', 'I-');
        },
        complete: (asked) => world.completes(asked),
        redraw: ({ kind, id }) => void world.redrawn.add(`${kind} ${id}`),
      };
      const engine = createAlertEngine(options);
      engine.start();
      engines.push(engine);
      return engine;
    },
    async send(engine, ...batches) {
      for (const each of batches) await engine.intake.take(each);
    },
    async pass(millis) {
      for (let past = 0; past < millis; past += stepMs) {
        await vi.advanceTimersByTimeAsync(stepMs);
        for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      }
    },
    groups: () => all(alertGroups, 'byAge'),
    async group() {
      const [one, ...others] = await world.groups();
      if (!one || others.length > 0) throw new Error(`${others.length + 1} groups`);
      return one;
    },
    alerts: () => all(alerts, 'byGroup'),
    storms: () => all(storms, 'byState'),
    async cards() {
      const rows = await store.list(cards, { index: 'byLook', limit: 1_000 });
      return rows.items.filter(({ doc }) => doc.view === 'card').map(({ id }) => id);
    },
    waiting: () => store.count(deliveries, { index: 'byAge' }),
    async close() {
      vi.useRealTimers();
      await Promise.all(engines.map((engine) => engine.stop()));
      await store.close();
    },
  };

  async function all<Doc>(collection: Collection<Doc>, index: string): Promise<Doc[]> {
    const { items, next } = await store.list(collection, { index, limit: 1_000 });
    if (next !== null) throw new Error('more than 1,000');
    return items.map(({ doc }) => doc);
  }

  return world;
}
