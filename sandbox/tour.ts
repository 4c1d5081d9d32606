// The whole story in the terminal: a corrupted table is found, a restore asked for, refused to its requester, approved
// by somebody else, run, verified and undone. True only if every step ended as it should.
import { styleText } from 'node:util';
import { people } from './company.js';
import { openCompany } from './pretend-company.js';
import { buttonsOf, personAt, textOf, type Person } from './person.js';
import type { ClientMessage } from './slack/protocol.js';
import { until } from './until.js';

const table = 'main.silver.projects';

export async function playTour(): Promise<boolean> {
  const company = await openCompany();
  try {
    await company.bot.start();
    const rowsOf = () =>
      company.warehouse.tables().find((known) => known.fullName.join('.') === table);
    const [ana, ben] = [
      personAt(company.slack, people[0].id),
      personAt(company.slack, people[1].id),
    ];
    await until('the bot is connected', () => company.slack.connections() > 0);
    const corrupted = rowsOf()?.latest.version ?? 0;

    tell('Ana', `/ppm table history ${table}`);
    await ana.types(`/ppm table history ${table}`);
    const history = await answer(ana, 'the history', 'Restore to version');
    tell('ppm', firstLine(history));

    const good = corrupted - 1;
    tell('Ana', `/ppm table restore ${table} --version ${good}`);
    await ana.types(`/ppm table restore ${table} --version ${good}`);
    const plan = await card(ana, 'Approve');
    tell('ppm', firstLine(plan));

    tell('Ana', 'clicks Approve');
    await ana.clicks(plan, 'Approve');
    tell('ppm', firstLine(await answer(ana, 'a refusal', 'You asked for this yourself')));

    await approve(ben, plan);
    const done = await card(ana, 'Undo');
    tell('ppm', firstLine(done));
    expectTour(rowsOf()?.latest.operation === 'RESTORE', 'the table was restored');

    tell('Ana', 'clicks Undo');
    await ana.clicks(done, 'Undo');
    const undoPlan = await card(ana, 'Approve');
    tell('ppm', firstLine(undoPlan));
    await approve(ben, undoPlan);
    await ana.sees(
      'the undo verified',
      (message) => message.ts === undoPlan.ts && buttonsOf(message).includes('Undo'),
    );
    const restores = company.warehouse
      .statements()
      .filter((statement) => statement.sql.startsWith('RESTORE'));
    expectTour(restores.length === 2, `two restores were sent, not ${restores.length}`);

    tell('Ana', '/ppm audit verify');
    await ana.types('/ppm audit verify');
    tell('ppm', firstLine(await answer(ana, 'the verdict', 'is whole')));
    console.log(styleText('green', '\nThe tour ended well.'));
    return true;
  } catch (error) {
    console.error(
      styleText(
        'red',
        `\nThe tour failed: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
    console.error(company.bot.log().slice(-20).join('\n'));
    return false;
  } finally {
    await company.bot.kill('SIGTERM');
    await company.close();
  }
}

async function approve(person: Person, plan: ClientMessage): Promise<void> {
  tell('Ben', 'clicks Approve and types the name of the table');
  await person.clicks(plan, 'Approve');
  const form = await person.form('Approve');
  await person.submits(form, { target: { target: { type: 'plain_text_input', value: table } } });
}

/** A card in the channel with this button. */
function card(person: Person, button: string): Promise<ClientMessage> {
  return person.sees(
    `a card with ${button}`,
    (message) =>
      !message.ephemeral && message.threadTs === undefined && buttonsOf(message).includes(button),
  );
}

function answer(person: Person, what: string, text: string): Promise<ClientMessage> {
  return person.sees(what, (message) => message.ephemeral && textOf(message).includes(text));
}

function firstLine(message: ClientMessage): string {
  return message.text.split('\n')[0] ?? '';
}

function tell(who: string, what: string): void {
  console.log(`${styleText('bold', who.padEnd(5))} ${what}`);
}

function expectTour(holds: boolean, what: string): void {
  if (!holds) throw new Error(`this did not hold: ${what}`);
}
