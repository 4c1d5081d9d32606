// What the bot counts about itself, for Prometheus. Other rooms add their own to the same registry.
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { hasEnded, type Run } from '../../core/run.js';

export interface Metrics {
  registry: Registry;
  /** Something came in from Slack; call the result when it is acknowledged. */
  received(kind: string): () => void;
  /** After each stored change of a run; ended ones are counted. */
  runChanged(run: Run): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const acknowledged = new Histogram({
    name: 'ppm_acknowledge_seconds',
    help: 'From the arrival of a Slack request to its acknowledgement',
    labelNames: ['kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
    registers: [registry],
  });
  const runs = new Counter({
    name: 'ppm_runs_total',
    help: 'Runs by operation and outcome',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
  });
  /** Runs whose end was counted: a run changes a few times more after it (audit, undo). */
  const counted = new Set<string>();

  return {
    registry,
    received(kind) {
      const stop = acknowledged.startTimer({ kind });
      return () => {
        stop();
      };
    },
    runChanged(run) {
      if (!hasEnded(run) || counted.has(run.id)) return;
      counted.add(run.id);
      if (counted.size > 10_000) counted.clear();
      runs.inc({ operation: run.operation, outcome: run.state });
    },
  };
}
