// An engine on a real store with one pretend action, whose outside world is a list of what was done.
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from '../../sandbox/until.js';
import type { Actor, Role } from '../../src/core/actor.js';
import type { Reconciliation, Tell } from '../../src/core/operation.js';
import type { Problem } from '../../src/core/problem.js';
import type { Run } from '../../src/core/run.js';
import { createAuditLog } from '../../src/services/audit/audit-log.js';
import { defineAction } from '../../src/services/context.js';
import { contextWith } from './context.js';
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type Services,
} from '../../src/services/engine/engine.js';
import type { AuditLog } from '../../src/services/audit/entry.js';
import { openSqlite } from '../../src/services/store/sqlite.js';
import type { Store } from '../../src/services/store/store.js';

export const ana: Actor = { person: 'ana', slack: 'U01ANA', via: 'slack' };
export const ben: Actor = { person: 'ben', slack: 'U02BEN', via: 'slack' };
export const chloe: Actor = { person: 'chloe', slack: 'U03CHLOE', via: 'slack' };
export const eve: Actor = { person: 'slack:U05EVE', slack: 'U05EVE', via: 'slack' };

const rolesByPerson: Record<string, Role[]> = {
  ana: ['oncall'],
  ben: ['oncall', 'approver'],
  chloe: ['approver', 'manager'],
};

/** The outside world of the pretend action `lamp switch`. */
export interface World {
  /** What must not change between plan and run. */
  version: number;
  done: string[];
  /** Why no plan can be made now. */
  refusal: Problem | null;
  /** Called inside the step; replace it to fail, wait or die. */
  act: (signal: AbortSignal, tell: Tell) => Promise<void>;
  reconcile: () => Promise<Reconciliation>;
  verified: boolean;
}

export interface Bench {
  engine: Engine;
  store: Store;
  audit: AuditLog;
  world: World;
  now: { value: number };
  /** What was logged as a warning or worse. */
  complaints: string[];
  /** Another process on the same store and the same world. */
  again(): Bench;
  /** Waits until the run is in one of these states. */
  reaches(id: string, ...states: Run['state'][]): Promise<Run>;
  ask(actor: Actor, text: string, requestId?: string): ReturnType<Engine['ask']>;
  close(): Promise<void>;
}

export function lampAction(world: World) {
  const data = z.object({ lamp: z.string() });
  return defineAction({
    id: 'lamp.switch',
    family: 'Lamps',
    summary: 'Switch a lamp',
    examples: ['lamp switch red'],
    args: ['lamp'],
    risk: 'routine',
    riskOf: ({ lamp }) => (lamp === 'toy' ? 'routine' : 'critical'),
    input: z.object({ lamp: z.string(), env: z.string().default('production') }),
    data,
    async plan({ lamp, env }) {
      if (world.refusal) throw world.refusal;
      return {
        target: `lamp.${lamp}`,
        environment: env,
        headline: `Switch lamp ${lamp}`,
        facts: [],
        changes: [{ label: 'State', before: 'off', after: 'on' }],
        warnings: [],
        steps: [{ id: 'switch', title: 'Switch it' }],
        undo: 'Switch it back.',
        guard: { 'lamp version': world.version },
        data: { lamp },
      };
    },
    run: (plan, { step, signal }) =>
      step('switch', async (tell) => {
        await world.act(signal, tell);
        world.done.push(plan.data.lamp);
        return 'switched';
      }),
    verify: async () => [
      {
        name: 'It shines',
        ok: world.verified,
        expected: 'yes',
        actual: world.verified ? 'yes' : 'no',
      },
    ],
    undo: (plan) => ({
      operation: 'lamp.switch',
      input: { lamp: plan.data.lamp, env: plan.environment },
    }),
    reconcile: () => world.reconcile(),
  });
}

/** @param shared of another bench; `through` what its engine sees of the store, to make it fail */
export function openBench(
  shared: {
    directory?: string;
    world?: World;
    now?: { value: number };
    incidents?: Services['incidents'];
    through?: (store: Store) => Store;
    /** What it shares with other benches; left out: it is alone. */
    replicas?: EngineOptions['replicas'];
    config?: Partial<EngineOptions['config']['engine']>;
  } = {},
): Bench {
  const directory = shared.directory ?? mkdtempSync(join(tmpdir(), 'ppm-engine-'));
  const now = shared.now ?? { value: 1_800_000_000_000 };
  const world: World = shared.world ?? {
    version: 1,
    done: [],
    refusal: null,
    act: async () => {},
    reconcile: async () => ({ outcome: 'unknown', evidence: 'not asked' }),
    verified: true,
  };
  const complaints: string[] = [];
  const complain = (...said: unknown[]): void => void complaints.push(String(said.at(-1)));
  const log = { debug: () => {}, info: () => {}, warn: complain, error: complain };
  const store = (shared.through ?? ((plain) => plain))(openSqlite(directory));
  const audit = createAuditLog(store);
  const services: Services = {
    ...contextWith(),
    audit,
    incidents: shared.incidents ?? contextWith().incidents,
    directory: {
      ...contextWith().directory,
      rolesOf: async (actor) => rolesByPerson[actor.person] ?? [],
    },
  };
  const engine = createEngine({
    store,
    services,
    operations: [lampAction(world)],
    config: {
      approval: {
        guarded: {},
        critical: {
          '*': { quorum: 1, by: ['approver', 'manager'], expireMinutes: 30, remindMinutes: 5 },
          vault: { quorum: 2, by: ['approver', 'manager'], expireMinutes: 30, remindMinutes: 5 },
        },
      },
      engine: { leaseSeconds: 0.5, sweepSeconds: 0.1, drainSeconds: 1, ...shared.config },
    },
    channel: 'C1',
    log,
    now: () => now.value,
    owner: randomUUID(),
    changed: () => {},
    ...(shared.replicas ? { replicas: shared.replicas } : {}),
  });
  const reaches = (id: string, ...states: Run['state'][]): Promise<Run> =>
    until(
      `${id} is ${states.join(' or ')}`,
      async () => {
        const run = await engine.runs.get(id);
        return run && states.includes(run.state) ? run : null;
      },
      5_000,
    );
  return {
    engine,
    store,
    audit,
    world,
    now,
    complaints,
    reaches,
    again: () => openBench({ directory, world, now }),
    ask: (actor, text, requestId = randomUUID()) =>
      engine.ask({ actor, requestId, signal: new AbortController().signal, words: { text } }),
    async close() {
      await engine.stop();
      await store.close();
    },
  };
}
