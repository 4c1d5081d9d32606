// What a probe is: one question to one component, ended by a signal. What it finds wrong it throws or returns; ask.ts gives it
// its deadline and makes an answer of whatever happens.
import type { HealthStatus, ProbeFailure } from './health.js';

/** What a component answered, before its latency is judged. */
export interface Answer {
  status: HealthStatus;
  /** Without secrets; cut to one short line by whoever asked. */
  said: string;
  failure: ProbeFailure | null;
  value: number | null;
  /** Nobody was asked, so there is no latency: a disk, the machine's memory. */
  local?: boolean;
}

export interface Asking {
  /** Aborted at the deadline: every socket is closed then. */
  signal: AbortSignal;
  /** Until the deadline, milliseconds. */
  timeoutMs: number;
}

export type Probe = (asking: Asking) => Promise<Answer>;

/** How a component failed a probe. `said` is shown. */
export class Unwell extends Error {
  override readonly name = 'Unwell';
  readonly failure: ProbeFailure;
  readonly said: string;
  readonly status: HealthStatus;

  constructor(failure: ProbeFailure, said: string, status: HealthStatus = 'bad') {
    super(said);
    this.failure = failure;
    this.said = said;
    this.status = status;
  }
}

export function good(said: string, value: number | null = null): Answer {
  return { status: 'good', said, failure: null, value };
}

/** What has to be set before it can be asked; nobody knows whether it is well. */
export function notConfigured(said: string): Unwell {
  return new Unwell('not_configured', said, 'warning');
}

/** At most one decimal, with thousands: `1,234.5`. */
export function figure(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}
