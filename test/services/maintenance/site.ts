// Maintenance on a store and a clock of the test's own, with what it did to the outside written down.
import pino from 'pino';
import { z } from 'zod';
import { maintenanceSchema } from '../../../src/config/incidents-schema.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { Actor } from '../../../src/core/actor.js';
import type { AuditFact } from '../../../src/services/audit/entry.js';
import { cards } from '../../../src/services/cards/rows.js';
import { createMaintenance } from '../../../src/services/maintenance/create-maintenance.js';
import type { Health } from '../../../src/services/maintenance/check-window.js';
import {
  maintenanceWindows,
  type Maintenance,
  type MaintenanceWindow,
} from '../../../src/services/maintenance/maintenance.js';
import { startMaintenance } from '../../../src/services/maintenance/start-maintenance.js';
import type { Store } from '../../../src/services/store/store.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const start = Date.parse('2026-11-10T12:00:00Z');
export const ana: Actor = { person: 'ana', slack: 'U1', via: 'slack' };
export const sundays = {
  name: 'sundays',
  weekday: 'sunday',
  from: '02:00',
  to: '04:00',
  timeZone: 'America/New_York',
};

export interface Site {
  clock: { at: number };
  maintenance: Maintenance;
  /** Its facts by key, as the log keeps them. */
  facts: Map<string, AuditFact>;
  released: string[];
  checked: string[];
  redrawn: string[];
  /** What the health check does. */
  health: { check: () => Promise<Health> };
  /** What follows when a group is let go. */
  letGo: { next: (group: string) => Promise<void> };
  begin(): ReturnType<typeof startMaintenance>;
  window(id: string): Promise<MaintenanceWindow | null>;
  all(): Promise<MaintenanceWindow[]>;
  hasCard(id: string): Promise<boolean>;
}

export function openSite(store: Store, given: object = {}): Site {
  const clock = { at: start };
  const facts = new Map<string, AuditFact>();
  const released: string[] = [];
  const checked: string[] = [];
  const redrawn: string[] = [];
  const health: Site['health'] = {
    check: async () => ({ status: 'good', lines: ['Syncs go well'] }),
  };
  const letGo: Site['letGo'] = { next: async () => {} };
  const parts = {
    store,
    config: maintenanceSchema.parse(given),
    channel: 'C1',
    now: () => clock.at,
    redraw: ({ kind, id }: { kind: string; id: string }) => redrawn.push(`${kind} ${id}`),
    audit: {
      append: async (fact: AuditFact) => {
        if (!facts.has(fact.key)) facts.set(fact.key, fact);
      },
    },
  };
  const systems = z.record(z.string(), systemSchema).parse({
    finance: { title: 'Finance PPM' },
    obera: { title: 'OberaConnect' },
  });
  return {
    clock,
    facts,
    released,
    checked,
    redrawn,
    health,
    letGo,
    maintenance: createMaintenance({ ...parts, systems }),
    begin: () =>
      startMaintenance({
        ...parts,
        log: pino({ level: 'silent' }),
        released: async (group) => {
          released.push(group);
          await letGo.next(group);
        },
        checkHealth: (system) => {
          checked.push(system);
          return health.check();
        },
      }),
    window: async (id) => (await store.get(maintenanceWindows, id))?.doc ?? null,
    async all() {
      const states = ['scheduled', 'active', 'verifying', 'ended', 'cancelled'];
      const pages = await Promise.all(
        states.map((state) =>
          store.list(maintenanceWindows, { index: 'byState', equals: [state], limit: 100 }),
        ),
      );
      return pages.flatMap(({ items }) => items.map(({ doc }) => doc));
    },
    hasCard: async (id) => (await store.get(cards, `maintenance:${id}:card`)) !== null,
  };
}
