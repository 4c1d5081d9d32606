// What probes found, for Prometheus: the names of runbook 2 ("Monitoring Integration") for each system, and one of all.
// A metric is there from its first value on: a gauge that begins with 0 would say that everything is down. Each scrape reads
// what is stored, since it may be another process that asks the components.
import { Gauge, type Registry } from 'prom-client';
import { healthStatuses, type Probed } from './health.js';

export interface HealthMetrics {
  /** @param components all that are known: a system is as healthy as its worst */
  show(components: readonly Probed[]): void;
}

/** @param last what is known of all components; when it fails, the gauges stay as they are */
export function healthMetrics(
  registry: Registry,
  last: () => Promise<readonly Probed[]>,
): HealthMetrics {
  function gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    const known = registry.getSingleMetric(name);
    return known instanceof Gauge
      ? known
      : new Gauge({ name, help, labelNames, registers: [registry] });
  }
  const statuses = new Gauge({
    name: 'ppm_component_status',
    help: 'Of a component: 0 good, 1 warning, 2 bad',
    labelNames: ['system', 'component'],
    registers: [registry],
    collect: async () => show(await last().catch(() => [])),
  });

  function show(components: readonly Probed[]): void {
    for (const { system, component, status, millis } of components) {
      const prefix = prefixOf(system);
      gauge(`${prefix}_component_healthy`, `Whether a component of ${system} is not red`, [
        'component',
      ]).set({ component }, status === 'bad' ? 0 : 1);
      statuses.set({ system, component }, healthStatuses.indexOf(status));
      if (millis !== null)
        gauge(`${prefix}_component_latency_ms`, `How long a component of ${system} took, ms`, [
          'component',
        ]).set({ component }, millis);
    }
    for (const name of new Set(components.map(({ system }) => system))) {
      const isSick = components.some(({ system, status }) => system === name && status === 'bad');
      gauge(`${prefixOf(name)}_healthy`, `Whether no component of ${name} is red`).set(
        isSick ? 0 : 1,
      );
    }
  }

  return { show };
}

function prefixOf(system: string): string {
  return system.replaceAll('-', '_');
}
