// What `status` and `env` tell about the bot itself.
import type { Fact, Status } from '../core/report.js';

export interface SettingState {
  name: string;
  required: boolean;
  /** set: present and well-formed. */
  state: 'set' | 'default' | 'missing' | 'malformed';
  /** Masked; never the value. */
  shown: string;
  /** What a malformed one should look like; never what it looks like. */
  expected?: string;
  /** What of ppm.config.yaml refers to it: `finance-ppm/kpis`, `sync of wittwizz`. */
  usedBy?: readonly string[];
}

export interface Overview {
  settings: readonly SettingState[];
  environments: Readonly<Record<string, { production: boolean; catalogs: readonly string[] }>>;
  defaultCatalog: string;
  /** The things the bot stands on, asked now: store, Slack, warehouse. */
  health(signal: AbortSignal): Promise<(Fact & { status: Status; millis: number })[]>;
}
