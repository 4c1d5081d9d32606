// 200 HTTP components probed at once, some of which never answer: all must be done within their deadline plus 100 ms, with
// what they found stored. `npx tsx bench/probes.ts`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { systemSchema } from '../src/config/systems-schema.js';
import { createHealth } from '../src/services/health/create-health.js';
import { openSqlite } from '../src/services/store/sqlite.js';
import { report } from './archive.js';
import { row } from './figures.js';
import { startComponents } from './support/components.js';

const count = 200;
/** Every so many-th never answers. */
const mute = 10;
const timeoutMs = 1_000;
const margin = 100;
const rounds = 20;

const directory = mkdtempSync(join(tmpdir(), 'ppm-bench-'));
const store = openSqlite(directory);
const components = await startComponents();

const unused = (): never => {
  throw new Error('not asked here');
};
const health = createHealth({
  systems: {
    bench: systemSchema.parse({
      title: 'Bench',
      components: Object.fromEntries(
        Array.from({ length: count }, (_, place) => [
          `component-${place}`,
          {
            kind: 'http',
            url: `${components.url}/${place % mute === 0 ? 'mute' : 'health'}`,
            json: { 'checks.notion.status': 'healthy' },
            timeoutSeconds: timeoutMs / 1000,
          },
        ]),
      ),
    }),
  },
  store,
  now: Date.now,
  log: pino({ level: 'silent' }),
  registry: new Registry(),
  settingOf: () => undefined,
  scraper: { read: unused },
  notion: { budget: unused },
  tables: { currentUser: unused },
  notionApiUrl: '',
  notionToken: undefined,
  githubApiUrl: '',
  githubToken: undefined,
  keepDays: 30,
});

const whole: number[] = [];
const answers: number[] = [];
const wrong: string[] = [];
for (let round = 0; round < rounds; round += 1) {
  const started = performance.now();
  const found = await health.check({ onDemand: false, signal: new AbortController().signal });
  whole.push(performance.now() - started);
  found.forEach(({ component, status, failure, millis }, place) => {
    const expected = place % mute === 0 ? 'timeout' : null;
    if (failure !== expected) wrong.push(`${component}: ${status} ${failure}`);
    if (expected === null) answers.push(millis ?? Infinity);
  });
}
console.log(`${count} components, ${count / mute} of them mute, ${rounds} times`);
report(
  `done within ${timeoutMs} + ${margin} ms`,
  row('', whole).trim(),
  Math.max(...whole) < timeoutMs + margin,
);
report(
  'found what is there',
  `${wrong.length} wrong ${wrong.slice(0, 3).join()}`,
  wrong.length === 0,
);
console.log(`        ${row('answers of the others', answers)}`);

components.stop();
await store.close();
rmSync(directory, { recursive: true });
