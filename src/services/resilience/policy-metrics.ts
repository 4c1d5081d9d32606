// What the policies count. All systems share the two metrics, whichever policy is made first.
import { Counter, Gauge, type Registry } from 'prom-client';

export const outcomes = [
  'ok',
  'retried',
  'failed',
  'refused',
  'cancelled',
  'circuit_open',
] as const;
export type Outcome = (typeof outcomes)[number];

export interface PolicyMetrics {
  /** ok, and refused: answered. failed: not served. retried: not served, and will be tried again. */
  called(outcome: Outcome): void;
  /** 0 closed, 1 half open, 2 open. */
  circuit(state: 0 | 1 | 2): void;
}

export function policyMetrics(registry: Registry, system: string): PolicyMetrics {
  const calls = registry.getSingleMetric('outside_calls_total');
  const circuit = registry.getSingleMetric('circuit_state');
  const counter =
    calls instanceof Counter
      ? calls
      : new Counter({
          name: 'outside_calls_total',
          help: 'Calls to outside systems by what became of them',
          labelNames: ['system', 'outcome'],
          registers: [registry],
        });
  const gauge =
    circuit instanceof Gauge
      ? circuit
      : new Gauge({
          name: 'circuit_state',
          help: '0 closed, 1 half open, 2 open: then the system is not called',
          labelNames: ['system'],
          registers: [registry],
        });
  gauge.set({ system }, 0);
  return {
    called: (outcome) => counter.inc({ system, outcome }),
    circuit: (state) => gauge.set({ system }, state),
  };
}
