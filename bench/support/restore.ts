// A restore as people do it: ana types it, ben types the table's name and approves, and it runs to its end.
import { people } from '../../sandbox/company.js';
import { buttonsOf, personAt } from '../../sandbox/person.js';
import type { PretendCompany } from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';

const table = 'main.silver.projects';

/** @returns from the approval to the first change of the card, milliseconds */
export async function restoreOnce({ slack, warehouse }: PretendCompany): Promise<number> {
  const [ana, ben] = [personAt(slack, people[0].id), personAt(slack, people[1].id)];
  const latest =
    warehouse.tables().find((known) => known.fullName.join('.') === table)?.latest.version ?? 0;
  await ana.types(`/ppm table restore ${table} --version ${latest - 1}`);
  const card = await ana.sees(
    'the plan',
    (message) => buttonsOf(message).includes('Approve'),
    60_000,
  );
  const now = () => ana.messages().find((message) => message.ts === card.ts) ?? card;
  await ben.clicks(card, 'Approve');
  const form = await ben.form('Approve');
  const clicked = performance.now();
  const submitted = ben.submits(form, {
    target: { target: { type: 'plain_text_input', value: table } },
  });
  await until('the card changes', () => now().text !== card.text, 30_000);
  const millis = performance.now() - clicked;
  await submitted;
  await until('the run ends', () => buttonsOf(now()).includes('Undo'), 60_000);
  return millis;
}
