// Alerts at 12,000 a minute one by one, and at 60,000 a minute fifty at a time, against the compiled bot: none may be lost,
// their senders are answered at once, and so are people. `npm run build && npx tsx bench/alerts.ts [minutes] [--replicas 3]
// [--mongodb URI]`
import { credentials, people } from '../sandbox/company.js';
import type { PretendCompany } from '../sandbox/pretend-company.js';
import { personAt } from '../sandbox/person.js';
import { until } from '../sandbox/until.js';
import { report } from './archive.js';
import { percentile, row } from './figures.js';
import { watchUsage } from './support/bot-usage.js';
import { alertsIn, idOf, type Load, type Sent } from './support/load-alerts.js';
import { storeVerbs, verbsEach } from './support/scraped.js';
import { sendAlerts } from './support/send-alerts.js';
import { end, given, openStarted } from './support/started.js';
import { openStored } from './support/stored-alerts.js';

const minutes = Number(given[0] ?? 5);
const rates = [
  { title: '12,000 alerts a minute one by one', requestsPerSecond: 200, alertsPerRequest: 1 },
  { title: '60,000 alerts a minute, 50 at a time', requestsPerSecond: 20, alertsPerRequest: 50 },
];
const slowest = { sender: 100, person: 150 };
/** To work on what waits, when the load is over. */
const patience = 600_000;

for (const { title, ...rate } of rates) await measure(title, rate);

async function measure(
  title: string,
  rate: Pick<Load, 'requestsPerSecond' | 'alertsPerRequest'>,
): Promise<void> {
  const company = await openStarted();
  const load: Load = {
    ...rate,
    url: `${company.replicas.url()}/webhooks/alertmanager`,
    secret: credentials.alertmanagerSecret,
    seconds: minutes * 60,
    startsAt: Date.now(),
  };
  const usage = watchUsage(company.bots);
  const asked = await storeVerbs(company.bots);
  const person = askEverySecond(company);
  const sent = await sendAlerts(load);
  const slash = await person.stop();
  const { cpu, resident, peak } = usage();

  const ended = performance.now();
  const stored = openStored(company);
  const waiting = await stored.waiting();
  await until('everything is worked on', async () => (await stored.waiting()) === 0, patience);
  const askedThen = await storeVerbs(company.bots);
  const behind = (performance.now() - ended) / 1000;
  const { answered, missing } = compare(load, sent, await stored.ids());
  await stored.close();

  console.log(`\n${title}, ${minutes} min, ${peak} MiB at most`);
  report(
    'lost',
    `${missing} (${answered.toLocaleString('en')} alerts answered with 2xx, ${sent.refused.length} requests refused)`,
    missing === 0 && sent.refused.length === 0,
  );
  const isQuick = percentile(sent.millis, 0.99) < slowest.sender;
  report('acknowledged', row('', sent.millis).trim(), isQuick);
  const isPrompt = percentile(slash, 0.99) < slowest.person;
  report('slash command meanwhile', row('', slash).trim(), isPrompt);
  console.log(
    `        CPU ${Math.round(cpu * 100)} % of a core, ${resident} MiB resident, at most ${peak}`,
  );
  console.log(
    `        asked of the store for each alert: ${verbsEach(asked, askedThen, answered)}`,
  );
  console.log(
    `        ${waiting} notifications waited at the end, worked on ${behind.toFixed(1)} s later`,
  );
  await end(company);
}

/** What was answered with a 2xx, and how much of it is not there. */
function compare(
  load: Load,
  sent: Sent,
  ids: ReadonlySet<string>,
): { answered: number; missing: number } {
  const refused = new Set(sent.refused.map(({ request }) => request));
  let [answered, missing] = [0, 0];
  for (let request = 0; request < sent.millis.length; request += 1)
    for (const alert of refused.has(request) ? [] : alertsIn(load, request)) {
      answered += 1;
      if (!ids.has(idOf(load, alert))) missing += 1;
    }
  return { answered, missing };
}

/** One slash command a second. `stop` gives how long each took to be acknowledged at the simulator, milliseconds. */
function askEverySecond({ slack }: PretendCompany): {
  stop(): Promise<number[]>;
} {
  const ana = personAt(slack, people[0].id);
  const millis: number[] = [];
  const asked: Promise<unknown>[] = [];
  let read = 0;
  function collect(): void {
    for (const entry of slack.traffic(read)) {
      read = entry.n;
      if (entry.name === 'slash_commands')
        millis.push(entry.status === 'acked' ? (entry.millis ?? Infinity) : Infinity);
    }
  }
  const timer = setInterval(() => {
    asked.push(ana.types('/ppm alerts'));
    collect();
  }, 1_000);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(asked);
      collect();
      return millis;
    },
  };
}
