// A store with groups, and what is done with them recorded: for the tests of silences, acknowledgements and diagnoses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Actor } from '../../../../src/core/actor.js';
import {
  alertGroups,
  storms,
  type AlertGroup,
  type Storm,
} from '../../../../src/services/alerts/records.js';
import { openSqlite } from '../../../../src/services/store/sqlite.js';
import type { Store } from '../../../../src/services/store/store.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const start = Date.parse('2026-11-21T09:00:00Z');
export const ana: Actor = { person: 'ana', via: 'slack', slack: 'U1' };
export const ben: Actor = { person: 'ben', via: 'slack', slack: 'U2' };
export const log = pino({ level: 'silent' });

/** As the store reads it, with whatever the schema fills in. */
export function group(id: string, given: Partial<AlertGroup> = {}): AlertGroup {
  return alertGroups.schema.parse({
    id,
    source: 'alertmanager',
    key: `key of ${id}`,
    episode: 1,
    name: 'APIDown',
    title: `${id} is down`,
    severity: 'P1',
    system: 'obera',
    channel: 'C1',
    runbook: null,
    labels: { alertname: 'APIDown', severity: 'critical', team: 'data' },
    link: null,
    state: 'firing',
    firing: 1,
    resolved: 0,
    components: [],
    truncated: 0,
    firstAt: start,
    createdAt: start,
    changedAt: start,
    resolvedAt: null,
    flips: [],
    acknowledged: null,
    hold: null,
    storm: null,
    incident: null,
    opensIncident: false,
    diagnosis: null,
    actions: [],
    wakeAt: null,
    ...given,
  });
}

export function storm(id: string, given: Partial<Storm> = {}): Storm {
  return storms.schema.parse({
    id,
    channel: 'C1',
    state: 'raging',
    startedAt: start,
    lastAt: start,
    groups: 2,
    firing: 2,
    alerts: 2,
    bySystem: [{ name: 'obera', groups: 2 }],
    byName: [{ name: 'APIDown', groups: 2 }],
    acknowledged: null,
    incident: null,
    ...given,
  });
}

export interface World {
  store: Store;
  /** The clock: tests turn it. */
  clock: { at: number };
  /** To build services from. */
  parts: {
    store: Store;
    now: () => number;
    redraw: (record: { kind: string; id: string }) => void;
    reconsider: (id: string) => Promise<void>;
  };
  redrawn: string[];
  reconsidered: string[];
  put(...groups: AlertGroup[]): Promise<void>;
  putStorm(storm: Storm): Promise<void>;
  get(id: string): Promise<AlertGroup>;
  close(): Promise<void>;
}

export function openWorld(): World {
  const directory = mkdtempSync(join(tmpdir(), 'ppm-alerts-'));
  const store = openSqlite(directory);
  const clock = { at: start };
  const redrawn: string[] = [];
  const reconsidered: string[] = [];
  return {
    store,
    clock,
    redrawn,
    reconsidered,
    parts: {
      store,
      now: () => clock.at,
      redraw: ({ kind, id }) => redrawn.push(`${kind} ${id}`),
      async reconsider(id) {
        reconsidered.push(id);
      },
    },
    async put(...groups) {
      for (const one of groups) await store.insert(alertGroups, one.id, one);
    },
    async putStorm(one) {
      await store.insert(storms, one.id, one);
    },
    async get(id) {
      const stored = await store.get(alertGroups, id);
      if (!stored) throw new Error(`no group ${id}`);
      return stored.doc;
    },
    async close() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
