// The loops behind upkeep, for the bot's process: any number of replicas may run them.
import type { UpkeepConfig } from '../../config/upkeep-schema.js';
import type { Context } from '../context.js';
import { startRedWatch } from '../health-watch/red-watch.js';
import type { Log } from '../log.js';
import type { Replicas } from '../replicas/replicas.js';
import { startSchedules } from '../schedule/start-schedules.js';
import type { Store } from '../store/store.js';
import type { Upkeep } from './upkeep.js';

export interface UpkeepLoopParts {
  upkeep: Upkeep;
  incidents: Context['incidents'];
  config: UpkeepConfig;
  store: Store;
  log: Log;
  now: () => number;
  replicas: Pick<Replicas, 'election'>;
}

export function startUpkeep(parts: UpkeepLoopParts): { stop(): Promise<void> } {
  const { store, log, now, incidents, config, upkeep } = parts;
  const { health, postingsOf } = upkeep.services;
  upkeep.tunables.start();
  const loops = [
    startSchedules(upkeep.scheduleParts, parts.replicas.election.isLeader),
    startRedWatch({
      store,
      health,
      incidents,
      postingsOf,
      redMinutes: config.redMinutes,
      severity: config.redSeverity,
      now,
      log,
    }),
    upkeep.tunables,
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
