// Starts the servers of the five pretend systems, and what goes wrong with them on purpose.
import { join } from 'node:path';
import type { Warehouse } from '../databricks/index.js';
import type { MongoSimulator } from '../mongodb/index.js';
import type { NotionSimulator } from '../notion/index.js';
import { logFolder, repositoryFolder } from '../placed-config.js';
import type { RedisSimulator } from '../redis/index.js';
import { startControlRoom } from './control-room.js';
import { writeExposedFiles } from './exposed-files.js';
import type { SyncFaultFile } from './faults.js';
import { createFlags, type Flag, type Flags } from './flags.js';
import { startNotionBotApi } from './notion-bot-api.js';
import { createBotHealth } from './notion-bot-health.js';
import { oberaconnectComponents, startOberaconnect } from './oberaconnect.js';
import { startOrchestra } from './orchestra.js';
import type { Service } from './service.js';
import { startSupervisor, type Supervisor } from './supervisor.js';
import { openSyncLog } from './sync-log.js';
import { syncLock, type SyncLock } from './sync-lock.js';
import { openTaskStore } from './task-store.js';
import { startWittwizz, type SyncHealth } from './wittwizz.js';
import type { Checked } from './notion-check.js';

export interface FiveSystems {
  controlRoom: Service;
  oberaconnect: Service & { components(): Record<string, Checked> };
  wittwizz: Service & { sync(): SyncHealth };
  orchestra: Service;
  /** `http://127.0.0.1:…` */
  botApiUrl: string;
  flags: Flags;
  /** Of the Wittwizz sync. */
  lock: SyncLock;
  /** Starts and stops them. */
  supervisor: Supervisor;
  isBotApiOpen(): boolean;
  close(): Promise<void>;
}

export interface SystemsOptions {
  warehouse: Warehouse;
  notion: NotionSimulator;
  notionToken: string;
  mongo: MongoSimulator;
  redis: RedisSimulator;
  syncFaults: SyncFaultFile;
  dataDir: string;
  now?: () => number;
}

const upHours = 6;

export async function startSystems(options: SystemsOptions): Promise<FiveSystems> {
  const { warehouse, notion, notionToken, mongo, redis, syncFaults, dataDir } = options;
  const now = options.now ?? Date.now;
  const startedAt = now() - upHours * 3_600_000;
  const flags = createFlags((flag, isOn) => changed(flag, isOn));
  const lock = syncLock(dataDir, now);
  writeExposedFiles(repositoryFolder(dataDir));
  const customerLog = openSyncLog({
    path: join(logFolder(dataDir), 'oberaconnect', 'sync.log'),
    lines: customerRun,
    now,
  });
  const taskLog = openSyncLog({
    path: join(logFolder(dataDir), 'notion-sync.log'),
    lines: taskRun,
    now,
  });
  const each = { notion, flags, startedAt, now };
  const botHealth = createBotHealth({ ...each, mongo, redis });
  const [controlRoom, oberaconnect, wittwizz, orchestra, botApi] = await Promise.all([
    startControlRoom({ warehouse, flags, now }),
    startOberaconnect({ ...each, log: customerLog }),
    startWittwizz({ ...each, lock, log: taskLog }),
    startOrchestra(each),
    startNotionBotApi({
      notionUrl: notion.url,
      notionToken,
      store: openTaskStore(mongo),
      faults: syncFaults,
      health: botHealth,
    }),
  ]);

  const supervisor = await startSupervisor({
    doors: {
      'control-room': controlRoom,
      oberaconnect,
      wittwizz,
      orchestra,
      'notion-bot-api': botApi,
    },
    flags,
    dataDir,
    now,
  });

  /** Some don't only answer otherwise while they are wrong: something has happened to them. */
  function changed(flag: Flag, isOn: boolean): void {
    switch (flag) {
      case 'sync-not-running':
        return isOn ? customerLog.stop() : customerLog.resume();
      case 'sync-failures':
        return wittwizz.fail(isOn);
      case 'errors-5xx':
        return botHealth.setFailing(isOn);
      case 'cache-cold':
        return orchestra.setCacheCold(isOn);
      case 'control-room-mock':
      case 'unifi-401':
      case 'disk-full':
      case 'low-memory':
      case 'circuit-open':
      case 'slow-api':
      case 'restarts':
      case 'tool-slow':
      case 'success-rate-low':
        return;
      default:
        return flag satisfies never;
    }
  }

  return {
    controlRoom,
    oberaconnect: {
      ...oberaconnect,
      components: () => oberaconnectComponents({ ...each, log: customerLog }),
    },
    wittwizz,
    orchestra,
    botApiUrl: botApi.url,
    flags,
    lock,
    supervisor,
    isBotApiOpen: botApi.isOpen,
    async close() {
      await supervisor.close();
      await Promise.all([controlRoom, oberaconnect, wittwizz, orchestra].map((one) => one.close()));
      await botApi.close();
    },
  };
}

/** What one run of each sync writes, as its script does. */
const customerRun = [
  ['INFO', 'Sync started: 25 records, batches of 10, delay 0 s'],
  ['DEBUG', 'API call PATCH /v1/pages 200 customer-1000'],
  ['INFO', 'BatchResult: 25 of 25 synced'],
  ['INFO', 'Sync completed'],
] as const;
const taskRun = [
  ['INFO', 'sync started: 64 records'],
  ['SUCCESS', 'sync completed: 64 of 64 synced'],
] as const;
