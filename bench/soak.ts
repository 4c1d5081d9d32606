// An hour of a busy day: alerts, questions and restores at a steady rate. Does a replica's memory grow, does anything pile up?
// `npx tsx bench/soak.ts [minutes] [--replicas 3] [--mongodb URI]`
import { credentials, people } from '../sandbox/company.js';
import { personAt } from '../sandbox/person.js';
import { report } from './archive.js';
import { row } from './figures.js';
import { slopePerHour, type Sample } from './support/slope.js';
import { readMetrics } from './support/scraped.js';
import { restoreOnce } from './support/restore.js';
import { sendAlerts } from './support/send-alerts.js';
import { end, given, openStarted } from './support/started.js';

const minutes = Number(given[0] ?? 60);
const minute = 60_000;
/** V8 settles its heap meanwhile. */
const warmUp = Math.min(10, minutes / 4) * minute;
const alertsPerSecond = 5;
const mostGrowth = 1;
/** Seconds that the oldest request may have waited at any look. */
const longestWait = 15;

const company = await openStarted();
const started = Date.now();
const until = started + minutes * minute;
const heap = new Map<string, Sample[]>(company.bots.map(({ name }) => [name, []]));
const resident = new Map<string, Sample[]>(company.bots.map(({ name }) => [name, []]));
const waits: number[] = [];
const visible: number[] = [];
let asked = 0;

const sampling = setInterval(() => void sample(), 5_000);
const asking = setInterval(() => {
  asked += 1;
  void personAt(company.slack, people[asked % 2 === 0 ? 0 : 1].id).types(
    ['/ppm approvals', '/ppm alerts', '/ppm status', '/ppm help table restore'][asked % 4] ?? '',
  );
}, 1_000);
const sent = sendAlerts({
  url: `${company.replicas.url()}/webhooks/alertmanager`,
  secret: credentials.alertmanagerSecret,
  requestsPerSecond: alertsPerSecond,
  alertsPerRequest: 1,
  seconds: minutes * 60,
  startsAt: started,
});
while (Date.now() < until) {
  const began = Date.now();
  visible.push(await restoreOnce(company));
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + minute - Date.now())));
}
clearInterval(asking);
const { refused } = await sent;
clearInterval(sampling);

console.log(`${minutes} min, ${company.bots.length} replicas`);
report('alerts refused', String(refused.length), refused.length === 0);
for (const { name } of company.bots) {
  const growth = slopePerHour(heap.get(name) ?? [], started + warmUp);
  const pages = slopePerHour(resident.get(name) ?? [], started + warmUp);
  report(
    `${name}: live heap`,
    `${growth.toFixed(2)} MiB/h (resident ${pages.toFixed(2)} MiB/h, at the end ${resident.get(name)?.at(-1)?.value.toFixed(0)} MiB)`,
    growth < mostGrowth,
  );
}
const longest = Math.max(...waits);
report('oldest request waited at most', `${longest.toFixed(1)} s`, longest < longestWait);
console.log(row('click to visible progress', visible));
await end(company);

async function sample(): Promise<void> {
  for (const bot of company.bots) {
    const figures = await readMetrics(`http://127.0.0.1:${bot.port()}/metrics`).catch(() => null);
    if (figures === null) continue;
    const at = Date.now();
    heap.get(bot.name)?.push({ at, value: figures.heap });
    resident.get(bot.name)?.push({ at, value: figures.resident });
    waits.push(figures.waited);
  }
}
