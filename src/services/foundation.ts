// What everything else in the house stands on: the log, the store, what replicas share, people, and the outside systems.
import { randomUUID } from 'node:crypto';
import type { Settings } from '../config/environment.js';
import type { Config } from '../config/schema.js';
import { createAuditLog } from './audit/audit-log.js';
import type { AuditLog } from './audit/entry.js';
import { createClock, type Clock } from './clock.js';
import { runs } from './engine/run-records.js';
import { createDirectory } from './identity/directory.js';
import { createGroups, type Groups } from './identity/groups.js';
import type { Directory, Tokens } from './identity/identity.js';
import { createTokens } from './identity/tokens.js';
import { createLog, type Log } from './log.js';
import { createMetrics, type Metrics } from './metrics/metrics.js';
import { connectOutside, type Outside } from './outside.js';
import type { Probe } from './overview-probes.js';
import { createReplicas } from './replicas/create-replicas.js';
import type { Replicas } from './replicas/replicas.js';
import { createCircuitRegistry, type CircuitRegistry } from './resilience/circuit-registry.js';
import { createTunables, type RunningTunables } from './settings/create-tunables.js';
import { openStore } from './store/open-store.js';
import type { Store } from './store/store.js';
import { timedStore } from './store/timed.js';

export interface Foundation {
  /** Names this process in leases. */
  owner: string;
  log: Log;
  /** Of all replicas. */
  clock: Clock;
  metrics: Metrics;
  store: Store;
  replicas: Replicas;
  audit: AuditLog;
  groups: Groups;
  directory: Directory;
  tokens: Tokens;
  circuits: CircuitRegistry;
  tunables: RunningTunables;
  outside: Outside;
}

/** @throws Problem store_unavailable when the store's file can't be opened */
export function layFoundation(settings: Settings, config: Config): Foundation {
  const owner = randomUUID();
  const log = createLog(settings.LOG_LEVEL);
  const metrics = createMetrics();
  const store = timedStore(openStore(settings), metrics.registry);
  const clock = createClock({ store, log });
  const { now } = clock;
  const { registry } = metrics;
  const replicas = createReplicas({
    url: settings.REDIS_URL,
    owner,
    scope: settings.PPM_CHANNEL,
    log,
    registry,
    now,
  });
  const { news } = replicas;
  const groups = createGroups(store);
  const circuits = createCircuitRegistry({ news });
  const tunables = createTunables({ config, store, now, log, news });
  return {
    owner,
    log,
    clock,
    metrics,
    store,
    replicas,
    audit: createAuditLog(store),
    groups,
    directory: createDirectory({ config, groupMembers: groups.membersOf }),
    tokens: createTokens({ store, terminalNameOf: terminalNames(config), now }),
    circuits,
    tunables,
    outside: connectOutside({
      settings,
      config,
      circuits,
      tunables,
      registry,
      log,
      limit: replicas.limit,
      now,
    }),
  };
}

/** What `status` asks of it. */
export function probesOf({ store, outside, replicas }: Foundation): Probe[] {
  return [
    {
      name: 'Store',
      onDemand: false,
      ask: async () => {
        await store.list(runs, { index: 'byAge', limit: 1 });
        return 'answers';
      },
    },
    {
      name: 'Databricks warehouse',
      onDemand: true,
      ask: async (signal) => `answers ${await outside.tables.currentUser(signal)}`,
    },
    ...(replicas.probe === null ? [] : [replicas.probe]),
  ];
}

/** Terminal name of a person, or null where ppm.config.yaml gives none. */
function terminalNames(config: Config): (actor: { person: string }) => string | null {
  return ({ person }) => config.people.find((listed) => listed.name === person)?.terminal ?? null;
}
