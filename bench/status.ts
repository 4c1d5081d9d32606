// How long a status card takes with 100,000 stored runs: from the typed command to the answer in Slack, of a bot that is a
// process of its own, beside the same with an empty memory. `npx tsx bench/status.ts [runs] [--replicas 3]
// [--mongodb URI]`
import { people } from '../sandbox/company.js';
import { personAt, textOf } from '../sandbox/person.js';
import { until } from '../sandbox/until.js';
import { newRun, type Run } from '../src/core/run.js';
import { runs } from '../src/services/engine/run-records.js';
import type { Store } from '../src/services/store/store.js';
import { row } from './figures.js';
import { given, openStopped, start } from './support/started.js';
import { storeOf } from './support/stored-alerts.js';

const stored = Number(given[0] ?? 100_000);
const asked = 40;
const states: Run['state'][] = ['succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled'];

for (const count of [0, stored]) {
  const company = await openStopped({ slack: { rate: false } });
  await fill(storeOf(company), count);
  await start(company);
  const ana = personAt(company.slack, people[0].id);
  const millis: number[] = [];
  for (let n = 0; n < asked; n += 1) {
    const before = answers();
    const started = performance.now();
    await ana.types('/ppm status');
    await until('the status', () => answers() > before);
    // The first ones warm the bot and the warehouse up.
    if (n >= 5) millis.push(performance.now() - started);
  }
  console.log(row(`status with ${count} stored runs`, millis));
  await company.close();

  function answers(): number {
    return ana
      .messages()
      .filter((message) => message.ephemeral && /waiting for approval/.test(textOf(message)))
      .length;
  }
}

async function fill(store: Store, count: number): Promise<void> {
  if (count === 0 && (await store.count(runs, { index: 'byAge' })) > 0)
    throw new Error('There are runs in this database: give it an empty one.');
  const begin = Date.now() - count * 1_000;
  for (let from = 0; from < count; from += 1_000)
    await Promise.all(
      Array.from({ length: Math.min(1_000, count - from) }, (_, place) =>
        store.insert(runs, `R-${from + place}`, past(from + place, begin)),
      ),
    );
  await store.close();
}

function past(place: number, begin: number): Run {
  const run = newRun({
    id: `R-${place}`,
    operation: 'sync',
    input: { system: 'finance-ppm' },
    risk: 'routine',
    requestedBy: { person: 'ana', via: 'slack' },
    channel: 'C01ONCALL',
    requestId: `past:${place}`,
    undoOf: null,
    quiet: place % 3 === 0,
    createdAt: begin + place * 1_000,
  });
  return { ...run, state: states[place % states.length] ?? 'succeeded', wakeAt: null };
}
