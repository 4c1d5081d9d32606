// How long a status card takes with 100,000 stored runs: from the typed command to the answer in Slack, of a bot that is a
// process of its own, beside the same with an empty memory. `npx tsx bench/status.ts [runs]`
import { people } from '../sandbox/company.js';
import { personAt, textOf } from '../sandbox/person.js';
import { openCompany } from '../sandbox/pretend-company.js';
import { until } from '../sandbox/until.js';
import { newRun, type Run } from '../src/core/run.js';
import { runs } from '../src/services/engine/run-records.js';
import { openSqlite } from '../src/services/store/sqlite.js';
import { row } from './figures.js';

const stored = Number(process.argv[2] ?? 100_000);
const asked = 40;
const states: Run['state'][] = ['succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled'];

for (const count of [0, stored]) {
  const company = await openCompany({ slack: { rate: false }, bot: { compiled: true } });
  await fill(company.dataDir, count);
  await company.bot.start();
  await until('the bot is connected', () => company.slack.connections() > 0);
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

async function fill(directory: string, count: number): Promise<void> {
  const store = openSqlite(directory);
  const start = Date.now() - count * 1_000;
  for (let from = 0; from < count; from += 1_000)
    await Promise.all(
      Array.from({ length: Math.min(1_000, count - from) }, (_, place) =>
        store.insert(runs, `R-${from + place}`, past(from + place, start)),
      ),
    );
  await store.close();
}

function past(place: number, start: number): Run {
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
    createdAt: start + place * 1_000,
  });
  return { ...run, state: states[place % states.length] ?? 'succeeded', wakeAt: null };
}
