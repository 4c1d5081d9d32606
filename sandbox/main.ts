// `npm run sandbox`: the pretend company and the bot, with a page where you are any of its people.
// `npm run sandbox -- --tour` plays the story in the terminal instead, and exits 0 only if it ended well.
import { people } from './company.js';
import { openCompany, type PretendCompany } from './pretend-company.js';
import { handlePage } from './routes.js';
import { playTour } from './tour.js';

const pagePort = Number(process.env['SANDBOX_PORT'] ?? 4400);

if (process.argv.includes('--tour')) {
  process.exitCode = (await playTour()) ? 0 : 1;
} else {
  await openPage();
}

async function openPage(): Promise<void> {
  let company: PretendCompany | null = null;
  const opened = await openCompany({
    slack: {
      port: pagePort,
      extraRoutes: (request, response) =>
        company ? handlePage(company, request, response) : false,
    },
  });
  company = opened;
  await opened.bot.start();
  console.log(`\n  The pretend company is open: ${opened.slack.url}/?as=${people[0].id}\n`);
  console.log('  Type /ppm status there. Ctrl-C closes it.\n');
  const close = (): void => {
    void opened.bot
      .kill('SIGTERM')
      .then(() => opened.close())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}
