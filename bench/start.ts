// Cold start of the compiled bot to its Socket Mode connection, and its resident memory when it idles.
// `npx tsx bench/start.ts [starts] [--mongodb URI]`
import { until } from '../sandbox/until.js';
import { row } from './figures.js';
import { mebibytes } from './support/bot-usage.js';
import { storeVerbs, verbsEach } from './support/scraped.js';
import { end, given, openStopped } from './support/started.js';

const starts = Number(given[0] ?? 10);
const idleSeconds = 20;
const company = await openStopped();
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
const asked = await storeVerbs([company.bot]);
await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
console.log(
  `asked of the store each idle second: ${verbsEach(asked, await storeVerbs([company.bot]), idleSeconds)}`,
);
const resident = mebibytes(company.bot.pid() ?? 0, 'VmRSS');
console.log(`resident memory after ${idleSeconds} s idle     ${resident.toFixed(1)} MiB`);
await end(company);
