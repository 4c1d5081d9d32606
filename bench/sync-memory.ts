// 1,000,000 pages read from Notion and loaded by the compiled bot, which is a process of its own: what it needs of memory at
// most. `npm run build && npx tsx bench/sync-memory.ts [pages]`
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { people } from '../sandbox/company.js';
import { openCompany } from '../sandbox/pretend-company.js';
import { personAt, textOf } from '../sandbox/person.js';
import { until } from '../sandbox/until.js';
import { archiveSeed, report } from './archive.js';

const pages = Number(process.argv[2] ?? 1_000_000);
const hour = 3_600_000;

const company = await openCompany({
  slack: { rate: false },
  notion: { requestsPerMinute: 0, databases: [archiveSeed(pages)] },
  warehouse: { seed: async () => {} },
  bot: {
    compiled: true,
    configPath: fileURLToPath(new URL('../test/crash/notion-sync.config.yaml', import.meta.url)),
  },
});
await company.bot.start();
await until('the bot is connected', () => company.slack.connections() > 0);
const atFirst = residentPeak();
const ana = personAt(company.slack, people[0].id);
await ana.types('/ppm sync archive --full');
const card = await ana.sees('the card', ({ text }) => text.includes('Project archive'), 20_000);
const now = (): string => textOf(ana.messages().find(({ ts }) => ts === card.ts) ?? card);
await until('the sync ends', () => /has succeeded|has failed/.test(now()), hour);
const peak = residentPeak();
report(
  `${pages.toLocaleString('en')} pages, resident at most`,
  `${peak} MiB (${atFirst} before); ${now().split('\n')[0] ?? ''}`,
  peak <= 256 && now().includes('has succeeded'),
);
await company.close();

/** The most that the bot's process has had in memory so far, MiB. */
function residentPeak(): number {
  const status = readFileSync(`/proc/${company.bot.pid() ?? 'self'}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
