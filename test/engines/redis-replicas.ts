// Replicas on one Redis for a test: what each works on, hears and logs.
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createReplicas } from '../../src/services/replicas/create-replicas.js';
import type { News, Replicas, WakeTopic } from '../../src/services/replicas/replicas.js';
import { until } from '../../sandbox/until.js';

export interface Replica extends Replicas {
  name: string;
  registry: Registry;
  /** Ids it has begun to work on, in order. */
  begun: string[];
  heard: Parameters<Parameters<News['listen']>[0]>[0][];
  /** JSON lines. */
  logged: string[];
  isUp(): Promise<boolean>;
}

export interface ReplicaOptions {
  url: string;
  topic?: WakeTopic;
  scope?: string;
  work?: (id: string) => Promise<void>;
}

export function openReplica(name: string, options: ReplicaOptions): Replica {
  const registry = new Registry();
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  const { url, scope = 'C-TEST', topic = 'run', work } = options;
  const replicas = createReplicas({ url, owner: name, scope, log, registry, now: Date.now });
  const begun: string[] = [];
  const heard: Replica['heard'] = [];
  replicas.queue.attend(topic, async (id) => {
    begun.push(id);
    await work?.(id);
  });
  replicas.news.listen((told) => heard.push(told));
  replicas.election.stand();
  return {
    ...replicas,
    name,
    registry,
    begun,
    heard,
    logged,
    isUp: async () => (await valueOf(registry, 'ppm_redis_up')) === 1,
  };
}

/** Replicas a, b and c, all of which reach Redis and hear each other. */
export async function openThree(options: ReplicaOptions): Promise<[Replica, Replica, Replica]> {
  const all: [Replica, Replica, Replica] = [
    openReplica('a', options),
    openReplica('b', options),
    openReplica('c', options),
  ];
  await allConnected(all);
  return all;
}

/** Every one of them takes wake-ups and hears news. */
export async function allConnected(all: readonly Replica[]): Promise<void> {
  for (const one of all) await until(`${one.name} reaches Redis`, one.isUp);
  for (const one of all) await saysHello(one, all);
  const before = await wakeUps(all, 'taken');
  let hellos = 0;
  await until('wake-ups go over Redis', async () => {
    hellos += 1;
    const id = `R-HELLO${hellos}`;
    all[0]?.queue.wake('run', id);
    await until(`${id} is worked on`, () => all.some(({ begun }) => begun.includes(id)));
    return (await wakeUps(all, 'taken')) > before;
  });
  for (const one of all) {
    one.begun.length = 0;
    one.heard.length = 0;
  }
}

/** Its news reach all, and none of them is on its way any more. */
async function saysHello(from: Replica, all: readonly Replica[]): Promise<void> {
  const names: string[] = [];
  const isHeard = (some: readonly string[]): boolean =>
    all.every(({ heard }) =>
      heard.some((told) => told.kind === 'circuit-closed' && some.includes(told.name)),
    );
  await until(`news of ${from.name} reach all`, () => {
    const name = `hello ${names.length} of ${from.name}`;
    names.push(name);
    from.news.tell({ kind: 'circuit-closed', name });
    return isHeard(names);
  });
  await until(`the last news of ${from.name} reach all`, () => isHeard(names.slice(-1)));
}

/** How many wake-ups of all of them had this outcome so far. */
export async function wakeUps(
  all: readonly Replica[],
  outcome: 'sent' | 'here' | 'taken',
): Promise<number> {
  const counts = await Promise.all(
    all.map(({ registry }) => valueOf(registry, 'ppm_wake_ups_total', { outcome })),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

/** Sum of a metric over the labels that are not given. */
export async function valueOf(
  registry: Registry,
  name: string,
  labels: Record<string, string> = {},
): Promise<number> {
  const metric = await registry.getSingleMetric(name)?.get();
  return (metric?.values ?? [])
    .filter((value) => Object.entries(labels).every(([label, is]) => value.labels[label] === is))
    .reduce((sum, { value }) => sum + value, 0);
}

export const leadersOf = (all: readonly Replica[]): string[] =>
  all.filter(({ election }) => election.isLeader()).map(({ name }) => name);
