// 10,000 alerts in a minute over 200 groups, with Slack's own rate limits in force: how many posts, whether Slack ever says
// 429, and when the last card shows the last alert. `npm run build && npx tsx bench/alert-cards.ts [--replicas 3] [--mongodb URI]`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channels, credentials } from '../sandbox/company.js';
import { until } from '../sandbox/until.js';
import { placedConfig } from '../test/engines/placed-config.js';
import { report } from './archive.js';
import { watchSlack } from './support/slack-calls.js';
import { groups, type Load } from './support/load-alerts.js';
import { sendAlerts } from './support/send-alerts.js';
import { end, openStarted } from './support/started.js';

const alerts = 10_000;
const rate = { requestsPerSecond: 1000 / 60, alertsPerRequest: 10, seconds: 60 };
/** Milliseconds that Slack wants between two posts in a channel, and between two edits. */
const pace = { post: 1_000, edit: 1_200 };
const margin = 5_000;
/** For the last card to be final. */
const patience = 600_000;

const directory = mkdtempSync(join(tmpdir(), 'ppm-bench-'));
await measure('one card for a storm (the default)');
await measure(
  'a card for each group',
  await placedConfig(directory, { stormGroupsPerMinute: 1000 }),
);
rmSync(directory, { recursive: true });

async function measure(title: string, configPath?: string): Promise<void> {
  const company = await openStarted(configPath === undefined ? {} : { bot: { configPath } });
  const calls = watchSlack(company.slack);
  const load: Load = {
    ...rate,
    url: `${company.replicas.url()}/webhooks/alertmanager`,
    secret: credentials.alertmanagerSecret,
    startsAt: Date.now(),
  };
  const started = Date.now();
  const sent = await sendAlerts(load);
  const ended = Date.now();
  const early = cards().length;
  const final = await until('every card is final', () => isFinal() && Date.now(), patience).catch(
    () => null,
  );
  const many = cards().length;
  // What stands in the threads comes after the cards.
  await until(
    'Slack has been left alone for 15 s',
    () => Date.now() - calls.last() > 15_000,
    patience,
  );
  calls.stop();

  console.log(`\n${title}: ${many} cards, ${early} of them before the last alert`);
  report('requests refused', String(sent.refused.length), sent.refused.length === 0);
  const posts = calls.count('chat.postMessage');
  const edits = calls.count('chat.update');
  report(
    'posts',
    `${posts} (${many} cards, ${posts - many} in their threads), and ${edits} edits`,
    posts <= groups,
  );
  const tooMany = calls.tooMany();
  report(
    '429 from Slack',
    `${tooMany.length} ${[...new Set(tooMany)].join()}`,
    tooMany.length === 0,
  );
  // A card that was posted before the last alert has to be edited once more after it.
  const limit = Math.max(calls.first() + many * pace.post, ended + early * pace.edit) + margin;
  report(
    'last card final',
    `${seconds(started, final)} after the first alert; Slack's limit and 5 s: ${seconds(started, limit)}`,
    final !== null && final <= limit,
  );
  console.log(
    `        the last call of all ${seconds(started, calls.last())} after the first alert`,
  );
  await end(company);

  function cards(): string[] {
    return company.slack
      .messages(channels[0].id)
      .filter(({ threadTs, ephemeralTo, metadata }) => metadata && !threadTs && !ephemeralTo)
      .map(({ text }) => text);
  }

  /** Each card counts the alerts that it stands for; together they are all. */
  function isFinal(): boolean {
    const shown = cards().map((text) => /([\d,]+) alerts? ?[,()]/.exec(text)?.[1] ?? '0');
    return shown.reduce((sum, count) => sum + Number(count.replaceAll(',', '')), 0) >= alerts;
  }
}

function seconds(from: number, to: number | null): string {
  return to === null ? 'never' : `${((to - from) / 1000).toFixed(1)} s`;
}
