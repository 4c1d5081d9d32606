// An hour of a steady day: alerts, questions and restores. Does a replica's memory grow, does anything pile up?
// `npx tsx bench/soak.ts [minutes] [--replicas 3] [--mongodb URI]`; its warm-up comes before these minutes.
import { setTimeout as pause } from 'node:timers/promises';
import { credentials, people } from '../sandbox/company.js';
import { personAt } from '../sandbox/person.js';
import { report } from './archive.js';
import { row } from './figures.js';
import { inspected, liveHeap } from './support/live-heap.js';
import { slopePerHour, type Sample } from './support/slope.js';
import { readMetrics } from './support/scraped.js';
import { restoreOnce } from './support/restore.js';
import { sendAlerts } from './support/send-alerts.js';
import { end, given, openStarted } from './support/started.js';

const minutes = Number(given[0] ?? 60);
const minute = 60_000;
const steady = { alertsPerSecond: 5, questionsPerSecond: 1, restoresPerMinute: 1 };
/** V8 compiles whatever has run often enough, which takes it hours of a quiet day: so many times the steady load have most of it done. */
const warmUp = { minutes: Math.min(10, minutes / 4), times: 4 };
const mostGrowth = 1;
/** Not more often: what a replica takes from the machine shall grow as it does where nobody collects. */
const collectEvery = 5 * minute;
/** Seconds that the oldest request may have waited at any look. */
const longestWait = 15;

const company = await openStarted({ bot: { extra: inspected } });
const held = new Map<string, Sample[]>(company.bots.map(({ name }) => [name, []]));
const compiled = new Map<string, Sample[]>(company.bots.map(({ name }) => [name, []]));
const resident = new Map<string, Sample[]>(company.bots.map(({ name }) => [name, []]));
const waits: number[] = [];
const visible: number[] = [];
const ended: number[] = [];
let asked = 0;
let unseen = 0;

const sampling = setInterval(() => void sample(), 5_000);
const warming = await pass(warmUp.minutes, warmUp.times);
const started = Date.now();
console.log(`${warmUp.minutes} minutes of warm-up are over`);
const refused = warming + (await pass(minutes, 1));
clearInterval(sampling);

console.log(`${minutes} min, ${company.bots.length} replicas`);
report('alerts refused', String(refused), refused === 0);
for (const { name } of company.bots) {
  const growth = slopePerHour(held.get(name) ?? [], started);
  const code = slopePerHour(compiled.get(name) ?? [], started);
  const pages = slopePerHour(resident.get(name) ?? [], started);
  report(
    `${name}: what it holds`,
    `${growth.toFixed(2)} MiB/h; its compiled code ${code.toFixed(2)} MiB/h; resident ${pages.toFixed(2)} MiB/h, at the end ${resident.get(name)?.at(-1)?.value.toFixed(0)} MiB`,
    growth < mostGrowth,
  );
}
report('restores seen to end', `${ended.length} of ${ended.length + unseen}`, unseen === 0);
const longest = Math.max(...waits);
report('oldest request waited at most', `${longest.toFixed(1)} s`, longest < longestWait);
console.log(row('click to visible progress', visible));
console.log(row('click to visible end', ended));
await end(company);

/**
 * So many minutes of so many times the steady load.
 * @returns how many alerts were refused
 */
async function pass(length: number, times: number): Promise<number> {
  const began = Date.now();
  let collected = 0;
  const asking = setInterval(ask, 1_000 / (steady.questionsPerSecond * times));
  const sent = sendAlerts({
    url: `${company.replicas.url()}/webhooks/alertmanager`,
    secret: credentials.alertmanagerSecret,
    requestsPerSecond: steady.alertsPerSecond * times,
    alertsPerRequest: 1,
    seconds: length * 60,
    startsAt: began,
  });
  while (Date.now() < began + length * minute) {
    const next = Date.now() + minute / (steady.restoresPerMinute * times);
    await restore();
    if (Date.now() - collected >= collectEvery) {
      collected = Date.now();
      await collect();
    }
    await pause(Math.max(0, next - Date.now()));
  }
  await collect();
  clearInterval(asking);
  return (await sent).refused.length;
}

/** Not by those who restore: what Slack shows to them would grow with every answer, and be made anew at each look. */
function ask(): void {
  asked += 1;
  void personAt(company.slack, people[asked % 2 === 0 ? 2 : 3].id).types(
    ['/ppm approvals', '/ppm alerts', '/ppm status', '/ppm help table restore'][asked % 4] ?? '',
  );
}

async function restore(): Promise<void> {
  try {
    const restored = await restoreOnce(company);
    visible.push(restored.visible);
    ended.push(restored.ended);
  } catch (error) {
    unseen += 1;
    console.log('a restore was not seen to end', error);
  }
}

async function sample(): Promise<void> {
  for (const bot of company.bots) {
    const figures = await readMetrics(`http://127.0.0.1:${bot.port()}/metrics`).catch(() => null);
    if (figures === null) continue;
    resident.get(bot.name)?.push({ at: Date.now(), value: figures.resident });
    waits.push(figures.waited);
  }
}

async function collect(): Promise<void> {
  for (const bot of company.bots) {
    const { data, code } = await liveHeap(bot);
    held.get(bot.name)?.push({ at: Date.now(), value: data });
    compiled.get(bot.name)?.push({ at: Date.now(), value: code });
    const last = resident.get(bot.name)?.at(-1)?.value ?? NaN;
    console.log(
      `${new Date().toISOString()} ${bot.name} holds ${data.toFixed(2)} MiB, and ${code.toFixed(2)} MiB of compiled code; resident ${last.toFixed(0)} MiB; ${ended.length} restores`,
    );
  }
}
