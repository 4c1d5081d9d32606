// `npm run sandbox`: the pretend company and the bot, with a page where you are any of its people.
// `npm run sandbox -- --replicas 3` starts the bot three times, with a balancer before it: the page can kill each of them.
// `npm run sandbox -- --tour` plays the story in the terminal instead, and exits 0 only if it ended well.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { botEnvironment } from './bot-process.js';
import { people } from './company.js';
import { isFree } from './free-port.js';
import { openCompany, type PretendCompany } from './pretend-company.js';
import { handlePage } from './routes.js';
import { playTour } from './tour.js';

const usualPort = 4400;

/** Slack gives ten connections to an app. */
const mostReplicas = 10;

const { values: asked } = parseArgs({
  options: { tour: { type: 'boolean' }, replicas: { type: 'string', default: '1' } },
});
const count = Number(asked.replicas);
if (!Number.isInteger(count) || count < 1 || count > mostReplicas) {
  console.error(`--replicas must be a number from 1 to ${mostReplicas}`);
  process.exitCode = 1;
} else if (asked.tour) {
  process.exitCode = (await playTour()) ? 0 : 1;
} else {
  await openPage(count);
}

async function openPage(replicas: number): Promise<void> {
  let company: PretendCompany | null = null;
  const opened = await openCompany({
    replicas,
    slack: {
      // Any free one when somebody else has it.
      port: (await isFree(usualPort)) ? usualPort : 0,
      extraRoutes: (request, response) =>
        company ? handlePage(company, request, response) : false,
    },
  });
  company = opened;
  await opened.replicas.startAll();
  console.log(`\n  The pretend company is open: ${opened.slack.url}/?as=${people[0].id}\n`);
  console.log('  Type /ppm status there. Ctrl-C closes it.');
  if (replicas > 1) tellReplicas(opened);
  console.log('  For a terminal, type /ppm token there, export what it says, and run');
  console.log(`    node --env-file=${await terminalSettings(opened)} dist/cli.js status\n`);
  const close = (): void => {
    void opened.replicas
      .killAll('SIGTERM')
      .then(() => opened.close())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

function tellReplicas({ replicas, botOptions }: PretendCompany): void {
  const names = replicas.bots.map(({ name }) => name).join(', ');
  console.log(`  The bot is ${names} behind ${replicas.url()}; Platform on the page kills them.`);
  if (botOptions.extra?.['REDIS_URL'] === undefined)
    console.log('  There is no redis-server here: they share their memory and nothing else.');
}

/** A file with the settings of a terminal at the pretend company, for `node --env-file`. */
async function terminalSettings(company: PretendCompany): Promise<string> {
  const path = join(company.dataDir, 'terminal.env');
  const settings = Object.entries(botEnvironment(company.botOptions));
  const lines = settings
    .filter(([name]) => !name.startsWith('SLACK_'))
    .map(([name, value]) => `${name}=${value}`);
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}
