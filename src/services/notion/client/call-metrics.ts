// What the connection to Notion counts. Other connections of the process, and other systems, share the metrics.
import { Counter, type Registry } from 'prom-client';

export interface CallMetrics {
  /** @param status HTTP status, or `timeout`, `connection`, `cancelled`, `unreadable` */
  called(endpoint: string, status: string): void;
}

export function callMetrics(registry: Registry): CallMetrics {
  const calls = counter(registry, {
    name: 'notion_api_calls_total',
    help: 'Requests to Notion by endpoint and what became of them',
    labelNames: ['endpoint', 'status'],
  });
  const limited = counter(registry, {
    name: 'rate_limit_hits_total',
    help: 'Requests that a system turned away because of its rate limit',
    labelNames: ['system'],
  });
  limited.inc({ system: 'notion' }, 0);
  return {
    called(endpoint, status) {
      calls.inc({ endpoint, status });
      if (status === '429') limited.inc({ system: 'notion' });
    },
  };
}

function counter(
  registry: Registry,
  spec: { name: string; help: string; labelNames: string[] },
): Counter {
  const known = registry.getSingleMetric(spec.name);
  return known instanceof Counter ? known : new Counter({ ...spec, registers: [registry] });
}
