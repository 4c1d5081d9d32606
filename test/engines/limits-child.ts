// A replica, for redis-limits.test.ts: takes from a shared budget as fast as it can and prints when each call was granted, as
// milliseconds since the epoch before and after the question.
import { Registry } from 'prom-client';
import { pause } from '../../src/services/resilience/abortable.js';
import { connectRedis } from '../../src/services/replicas/connect-redis.js';
import { createSharedLimits } from '../../src/services/replicas/limits.js';
import { until } from '../../sandbox/until.js';

const [url = '', calls = '', spanMs = '', lastsMs = ''] = process.argv.slice(2);
const link = connectRedis(url, 'quick');
const limits = createSharedLimits({
  link,
  prefix: 'test',
  log: { warn: console.error },
  registry: new Registry(),
  now: Date.now,
});
const limit = limits({ key: 'three processes', calls: Number(calls), spanMs: Number(spanMs) });
await until('Redis is there', () => link.ready() !== null);
const clock = (): number => performance.timeOrigin + performance.now();
const end = clock() + Number(lastsMs);
const granted: [from: number, to: number][] = [];
while (clock() < end) {
  const from = clock();
  const wait = await limit.take();
  if (wait === 0) granted.push([from, clock()]);
  else await pause(wait, AbortSignal.timeout(60_000));
}
console.log(JSON.stringify(granted));
await link.close();
