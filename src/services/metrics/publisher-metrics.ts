// How far the cards in Slack are behind their records: since when the oldest drawing that is wanted has not been sent.
import { Counter, Gauge, type Registry } from 'prom-client';

export interface PublisherMetrics {
  /** A Slack call failed, by kind. */
  failed(kind: string): void;
  /** A card should be sent and has to wait: for a rate limit, a back-off, its thread. */
  waits(card: string): void;
  /** Slack shows what the record says. */
  caughtUp(card: string): void;
}

export function createPublisherMetrics(registry: Registry, now: () => number): PublisherMetrics {
  const failures = new Counter({
    name: 'ppm_publisher_failures_total',
    help: 'Slack calls of the publisher that failed, by kind',
    labelNames: ['kind'],
    registers: [registry],
  });
  const since = new Map<string, number>();
  registry.registerMetric(
    new Gauge({
      name: 'ppm_publisher_lag_seconds',
      help: 'How long the oldest card that waits to be sent has waited',
      registers: [],
      collect() {
        const oldest = Math.min(...since.values());
        this.set(since.size === 0 ? 0 : (now() - oldest) / 1000);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'ppm_publisher_waiting',
      help: 'Cards that wait to be sent',
      registers: [],
      collect() {
        this.set(since.size);
      },
    }),
  );
  return {
    failed: (kind) => failures.inc({ kind }),
    waits(card) {
      if (!since.has(card)) since.set(card, now());
    },
    caughtUp: (card) => since.delete(card),
  };
}
