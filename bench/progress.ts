// From the approver's click on Approve in the form to the first change of the card in the channel, for runs one after the
// other. `npx tsx bench/progress.ts [runs]`
import { people } from '../sandbox/company.js';
import { openCompany } from '../sandbox/pretend-company.js';
import { buttonsOf, personAt } from '../sandbox/person.js';
import { until } from '../sandbox/until.js';
import { row } from './figures.js';

const runs = Number(process.argv[2] ?? 30);
const table = 'main.silver.projects';
const company = await openCompany({ bot: { compiled: true } });
await company.bot.start();
await until('the bot is connected', () => company.slack.connections() > 0);
const [ana, ben] = [personAt(company.slack, people[0].id), personAt(company.slack, people[1].id)];

const visible: number[] = [];
for (let n = 0; n < runs; n += 1) {
  const latest =
    company.warehouse.tables().find((known) => known.fullName.join('.') === table)?.latest
      .version ?? 0;
  await ana.types(`/ppm table restore ${table} --version ${latest - 1}`);
  const card = await ana.sees(
    'the plan',
    (message) => buttonsOf(message).includes('Approve'),
    60_000,
  );
  await ben.clicks(card, 'Approve');
  const form = await ben.form('Approve');
  const clicked = performance.now();
  const submitted = ben.submits(form, {
    target: { target: { type: 'plain_text_input', value: table } },
  });
  const shown = (): boolean =>
    ana.messages().find((message) => message.ts === card.ts)?.text !== card.text;
  await until('the card changes', shown, 30_000);
  visible.push(performance.now() - clicked);
  await submitted;
  await until(
    'the run ends',
    () =>
      buttonsOf(ana.messages().find((message) => message.ts === card.ts) ?? card).includes('Undo'),
    60_000,
  );
}
console.log(row('click to visible progress', visible));
await company.bot.kill('SIGTERM');
await company.close();
