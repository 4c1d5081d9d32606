// What a failure switch is, and what it may reach.
import type { Warehouse } from '../../databricks/index.js';
import type { DnsSimulator } from '../../dns/index.js';
import type { GithubSimulator } from '../../github/index.js';
import type { MongoSimulator } from '../../mongodb/index.js';
import type { NotionSimulator } from '../../notion/index.js';
import type { Portal } from '../../portal/index.js';
import type { RedisSimulator } from '../../redis/index.js';
import type { SyncFaultFile } from '../faults.js';
import type { FiveSystems } from '../index.js';
import type { Flag } from '../flags.js';

/** The simulators of the pretend company that can be broken. */
export interface Breakable {
  notion: NotionSimulator;
  warehouse: Warehouse;
  mongo: MongoSimulator;
  redis: RedisSimulator;
  dns: DnsSimulator;
  portal: Portal;
  github: GithubSimulator;
  systems: FiveSystems;
  syncFaults: SyncFaultFile;
  now: () => number;
}

/** One failure that a runbook tells of. */
export interface FailureSwitch {
  id: string;
  /** Key in ppm.config.yaml of the system at which it shows. */
  system: string;
  title: string;
  /** Section of the runbook. */
  runbook: string;
  on(company: Breakable): void | Promise<void>;
  /** Heals it; data that `on` has changed are put right. */
  off(company: Breakable): void | Promise<void>;
  /** Read off the simulators: some failures are there from the start, and others are mended by the bot. */
  isOn(company: Breakable): boolean | Promise<boolean>;
}

type Words = Pick<FailureSwitch, 'system' | 'title' | 'runbook'>;

/** One that is a flag of the systems' servers. */
export function flagSwitch(id: Flag, words: Words): FailureSwitch {
  return {
    id,
    ...words,
    on: ({ systems }) => systems.flags.set(id, true),
    off: ({ systems }) => systems.flags.set(id, false),
    isOn: ({ systems }) => systems.flags.has(id),
  };
}
