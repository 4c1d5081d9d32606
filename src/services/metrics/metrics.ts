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

  return {
    registry,
    received(kind) {
      const stop = acknowledged.startTimer({ kind });
      return () => {
        stop();
      };
    },
    runChanged(run) {
      if (hasJustEnded(run)) runs.inc({ operation: run.operation, outcome: run.state });
    },
  };
}

/** Not again when it changes after its end (audit, undo), here or on another replica. */
function hasJustEnded({ state, history, audited }: Run): boolean {
  const before = history.at(-2);
  return (
    hasEnded({ state }) &&
    audited < history.length &&
    (before === undefined || !hasEnded({ state: before.state }))
  );
}
