// How the components of the systems are: asked now, or as they were when they were last asked, with since when and how it
// has been. (Runbook 1 "Morning Health Check"; runbook 2 "Monitoring Integration"; runbook 4 "Daily Health Checks")
import { z } from 'zod';
import type { ComponentKind } from '../../config/health-schema.js';
import type { Status } from '../../core/report.js';

/** What can be wrong with a component, as diagnosis tells it apart. */
export const probeFailures = [
  'refused',
  'unreachable',
  'dns',
  'timeout',
  'certificate',
  'auth',
  'forbidden',
  'not_found',
  'rate_limit',
  'server_error',
  'unexpected_status',
  'unexpected_body',
  'mock_data',
  'too_large',
  'redirects',
  'slow',
  'disk_full',
  'low_memory',
  'expiring',
  'restarting',
  'out_of_band',
  'not_configured',
  'other',
] as const;
export const probeFailureSchema = z.enum(probeFailures);
export type ProbeFailure = z.infer<typeof probeFailureSchema>;

export const healthStatuses = ['good', 'warning', 'bad'] as const;
export type HealthStatus = Extract<Status, (typeof healthStatuses)[number]>;

export interface ComponentInfo {
  system: string;
  /** Key in ppm.config.yaml. */
  component: string;
  title: string;
  kind: ComponentKind;
  owner: string | null;
  onDemand: boolean;
}

/** What one asking gave. */
export interface Probed extends ComponentInfo {
  status: HealthStatus;
  /** What it answered or why it did not, in words, without secrets. */
  said: string;
  /** Null where it is as it should be. */
  failure: ProbeFailure | null;
  /** How long it took; null where nothing was asked. */
  millis: number | null;
  /** What was measured: per cent of a disk, MB of memory, days of a certificate. */
  value: number | null;
  /** Epoch milliseconds. */
  at: number;
}

/** What is known of a component. */
export interface ComponentNow extends Probed {
  /** Since when it has this status, epoch milliseconds. */
  since: number;
}

/** One point of the past: the worst of the time until the next one. */
export interface HealthPoint {
  /** Epoch milliseconds. */
  at: number;
  status: HealthStatus;
  /** The slowest answer. */
  millis: number | null;
  value: number | null;
}

export interface Health {
  /** Of all systems, in the order of ppm.config.yaml. */
  components: readonly ComponentInfo[];
  /**
   * Asks side by side, each with its own deadline, and remembers. Never throws for what a component does.
   * @param what.onDemand whether those are asked too that cost
   */
  check(what: {
    system?: string;
    component?: string;
    onDemand: boolean;
    signal: AbortSignal;
  }): Promise<ComponentNow[]>;
  /** What was found last, without asking: components never asked are left out. */
  last(): Promise<ComponentNow[]>;
  /** Its past since `from` (epoch milliseconds), oldest first, one point an hour. */
  history(system: string, component: string, from: number): Promise<HealthPoint[]>;
}

/** The worst of several; good where there are none. */
export function worstStatus(all: readonly { status: HealthStatus }[]): HealthStatus {
  if (all.some(({ status }) => status === 'bad')) return 'bad';
  return all.some(({ status }) => status === 'warning') ? 'warning' : 'good';
}
