// Asks the components of all systems side by side, remembers what it finds, and tells Prometheus.
import { setMaxListeners } from 'node:events';
import type { Registry } from 'prom-client';
import type { ComponentConfig } from '../../config/health-schema.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import type { Systems } from '../systems/systems.js';
import { ask } from './ask.js';
import { keyOf } from './component-records.js';
import type { ComponentInfo, ComponentNow, Health, Probed } from './health.js';
import { createHealthMemory, type HealthMemory } from './health-memory.js';
import { healthMetrics } from './health-metrics.js';
import type { Probe } from './probe.js';
import { probeOf, type ProbeParts } from './probe-of.js';
import { createTrust } from './trust.js';

export interface HealthOptions extends Omit<ProbeParts, 'trustOf'> {
  systems: Systems;
  store: Store;
  log: Log;
  registry: Registry;
  /** How long the past is kept, days. */
  keepDays: number;
}

interface Component {
  info: ComponentInfo;
  bands: ComponentConfig;
  probe: Probe;
}

export function createHealth(options: HealthOptions): Health {
  const { systems, now, log, registry } = options;
  const memory = createHealthMemory(options);
  const metrics = healthMetrics(registry, last);
  const parts = { ...options, trustOf: createTrust() };
  const components = Object.entries(systems).flatMap(([system, { owner, components: all }]) =>
    Object.entries(all).map(([name, config]): Component => {
      const info = infoOf({ system, name, owner }, config);
      const starts = startsOf(info, { memory, log });
      return { info, bands: config, probe: probeOf(config, parts, starts) };
    }),
  );
  /** What this process found last. */
  const latest = new Map<string, ComponentNow>();

  async function remembered(probed: Probed, unwritten: unknown[]): Promise<ComponentNow> {
    const before = latest.get(keyOf(probed));
    const known = before?.status === probed.status ? before.since : probed.at;
    const since = await memory.remember(probed).catch((error: unknown) => {
      unwritten.push(error);
      return known;
    });
    return { ...probed, since };
  }

  function publish(found: readonly ComponentNow[]): void {
    for (const one of found) latest.set(keyOf(one), one);
    metrics.show([...latest.values()]);
  }

  async function last(): Promise<ComponentNow[]> {
    const states = new Map((await memory.states()).map((state) => [keyOf(state), state]));
    return components.flatMap(({ info }) => {
      const state = states.get(keyOf(info));
      return state?.kind === info.kind ? [{ ...state, ...info }] : [];
    });
  }

  return {
    components: components.map(({ info }) => info),
    async check({ system, component, onDemand, signal }) {
      signal.throwIfAborted();
      // Every asking listens to it, which Node takes for a leak.
      setMaxListeners(0, signal);
      const moment = { at: now(), started: performance.now() };
      const pruning = memory.prune().catch((error: unknown) => {
        log.warn({ err: error }, 'Old points of components could not be removed');
      });
      const wanted = components.filter(
        ({ info }) =>
          (system === undefined || info.system === system) &&
          (component === undefined || info.component === component) &&
          (onDemand || !info.onDemand),
      );
      const unwritten: unknown[] = [];
      const found = await Promise.all(
        wanted.map(async (one) => remembered(await ask(one, moment, signal), unwritten)),
      );
      await pruning;
      if (unwritten.length > 0)
        log.warn(
          { err: unwritten[0], components: unwritten.length },
          'What probes found could not be remembered',
        );
      publish(found);
      return found;
    },
    last,
    history: (system, component, from) => memory.points(keyOf({ system, component }), from),
  };
}

function infoOf(
  { system, name, owner }: { system: string; name: string; owner: string | undefined },
  config: ComponentConfig,
): ComponentInfo {
  return {
    system,
    component: name,
    title: config.title ?? name,
    kind: config.kind,
    owner: config.owner ?? owner ?? null,
    // A sleeping warehouse would start: it costs.
    onDemand: config.onDemand ?? config.kind === 'warehouse',
  };
}

/** Without a store only what is told now counts. */
function startsOf(
  info: ComponentInfo,
  { memory, log }: { memory: HealthMemory; log: Log },
): (starts: readonly number[]) => Promise<number> {
  return async (starts) => {
    try {
      return await memory.startsInHour(keyOf(info), starts);
    } catch (error) {
      log.warn(
        { err: error, component: keyOf(info) },
        'The starts of a process could not be remembered',
      );
      return 0;
    }
  };
}
