// How far the cards in Slack are behind their records: since when the oldest drawing that is wanted has not been sent.
import { Counter, Gauge, type Registry } from 'prom-client';

/** A card that waits is looked at once a minute at least: one that this process no longer looks at, another one has drawn. */
const goneMs = 150_000;

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
  const waiting = new Map<string, { since: number; seen: number }>();

  function sinceWhen(): number[] {
    for (const [card, { seen }] of waiting) if (now() - seen > goneMs) waiting.delete(card);
    return [...waiting.values()].map(({ since }) => since);
  }
  registry.registerMetric(
    new Gauge({
      name: 'ppm_publisher_lag_seconds',
      help: 'How long the oldest card that waits to be sent has waited',
      registers: [],
      collect() {
        const since = sinceWhen();
        this.set(since.length === 0 ? 0 : (now() - Math.min(...since)) / 1000);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'ppm_publisher_waiting',
      help: 'Cards that wait to be sent',
      registers: [],
      collect() {
        this.set(sinceWhen().length);
      },
    }),
  );
  return {
    failed: (kind) => failures.inc({ kind }),
    waits(card) {
      waiting.set(card, { since: waiting.get(card)?.since ?? now(), seen: now() });
    },
    caughtUp: (card) => waiting.delete(card),
  };
}
