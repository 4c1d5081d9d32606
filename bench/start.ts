// Cold start of the compiled bot to its Socket Mode connection, and its resident memory when it idles.
// `npx tsx bench/start.ts [starts]`
import { readFileSync } from 'node:fs';
import { openCompany } from '../sandbox/pretend-company.js';
import { until } from '../sandbox/until.js';
import { row } from './figures.js';

const starts = Number(process.argv[2] ?? 10);
const idleSeconds = 20;
const company = await openCompany({ bot: { compiled: true } });
const millis: number[] = [];
for (let n = 0; n < starts; n += 1) {
  const started = performance.now();
  await company.bot.start();
  await until('the bot is connected', () => company.slack.connections() > 0);
  millis.push(performance.now() - started);
  if (n < starts - 1) {
    await company.bot.kill('SIGTERM');
    await until('the connection is gone', () => company.slack.connections() === 0);
  }
}
console.log(row('cold start to connected', millis));
await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
const status = readFileSync(`/proc/${company.bot.pid()}/status`, 'utf8');
const kib = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
console.log(`resident memory after ${idleSeconds} s idle     ${(kib / 1024).toFixed(1)} MiB`);
await company.bot.kill('SIGTERM');
await company.close();
