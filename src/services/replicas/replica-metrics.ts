// What is counted about replicas: wake-ups and whether Redis answers.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { WakeTopic } from './replicas.js';

export interface ReplicaMetrics {
  /**
   * What became of a wake-up: `sent` over Redis, `here` because Redis was away (or slow), or `taken`: worked on by this
   * process after it came over Redis.
   */
  wakeUp(topic: WakeTopic, outcome: 'sent' | 'here' | 'taken'): void;
}

export function createReplicaMetrics(
  registry: Registry,
  now: { isUp: () => boolean; isLeader: () => boolean },
): ReplicaMetrics {
  const wakeUps = new Counter({
    name: 'ppm_wake_ups_total',
    help: 'Wake-ups: sent over Redis, kept here because Redis was away, taken from Redis',
    labelNames: ['topic', 'outcome'],
    registers: [registry],
  });
  registry.registerMetric(
    new Gauge({
      name: 'ppm_redis_up',
      help: '1 while this process reaches Redis',
      registers: [],
      collect() {
        this.set(now.isUp() ? 1 : 0);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'ppm_leader',
      help: '1 while this process does what one alone can do; everybody does while Redis is away',
      registers: [],
      collect() {
        this.set(now.isLeader() ? 1 : 0);
      },
    }),
  );
  return { wakeUp: (topic, outcome) => wakeUps.inc({ topic, outcome }) };
}
