// What the pages count about themselves, for Prometheus.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { policyMetrics, type PolicyMetrics } from '../resilience/policy-metrics.js';

export interface PagingMetrics {
  /** A page needs nothing more, since it went out this way or was overtaken. */
  settled(way: 'slack' | 'call' | 'overtaken'): void;
  /** The second channel did not take a page; it is tried again. */
  callFailed(): void;
}

export function createPagingMetrics(registry: Registry): PagingMetrics {
  const pages = new Counter({
    name: 'ppm_pages_total',
    help: 'Pages by the way they went out',
    labelNames: ['way'],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'ppm_page_call_failures_total',
    help: 'Calls of the second channel that failed',
    registers: [registry],
  });
  return { settled: (way) => pages.inc({ way }), callFailed: () => failures.inc() };
}

/** Counts calls of the second channel and of the dead-man's switch among those to all outside systems. */
export function pagerCalls(registry: Registry): PolicyMetrics['called'] {
  const { called } = policyMetrics(registry, 'pager');
  // A page is always tried: there is no circuit that could be open.
  const circuits = registry.getSingleMetric('circuit_state');
  if (circuits instanceof Gauge) circuits.remove({ system: 'pager' });
  return called;
}

/** How late each escalation was, for startTimers. */
export function escalationLateness(registry: Registry): (seconds: number) => void {
  const lateness = new Histogram({
    name: 'ppm_escalation_lateness_seconds',
    help: 'From when a timer was due until its work was done',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3_600],
    registers: [registry],
  });
  return (seconds) => lateness.observe(seconds);
}

export interface CheckGauges {
  /** Escalations and reviews that should have been done. */
  overdue(count: number): void;
  /** Pages that went out nowhere. */
  undelivered(count: number): void;
}

export function createCheckGauges(registry: Registry): CheckGauges {
  const overdue = new Gauge({
    name: 'ppm_escalations_overdue',
    help: 'Escalation timers that were due more than 30 s ago and are not done',
    registers: [registry],
  });
  const undelivered = new Gauge({
    name: 'ppm_pages_undelivered',
    help: 'Pages older than 60 s that neither Slack nor the second channel has taken',
    registers: [registry],
  });
  return {
    overdue: (count) => overdue.set(count),
    undelivered: (count) => undelivered.set(count),
  };
}
