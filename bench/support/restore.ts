// A restore as people do it: ana types it, ben types the table's name and approves, and it runs to its end.
import { channels, people } from '../../sandbox/company.js';
import { buttonsOf, personAt } from '../../sandbox/person.js';
import type { PretendCompany } from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';

const table = 'main.silver.projects';

/** From the approval, milliseconds. */
export interface Restored {
  /** To the first change of the card. */
  visible: number;
  /** To the card that tells the end. */
  ended: number;
}

export async function restoreOnce({ slack, warehouse }: PretendCompany): Promise<Restored> {
  const [ana, ben] = [personAt(slack, people[0].id), personAt(slack, people[1].id)];
  const latest =
    warehouse.tables().find((known) => known.fullName.join('.') === table)?.latest.version ?? 0;
  await ana.types(`/ppm table restore ${table} --version ${latest - 1}`);
  // What stands in the channel, not what a person sees of it: after an hour that is too much to be made anew at each look.
  const posted = () => slack.messages(channels[0].id).filter(({ metadata }) => metadata);
  // An edit changes it where it stands.
  const plan = await until(
    'the plan',
    () => posted().findLast((message) => buttonsOf(message).includes('Approve')),
    60_000,
  );
  const planned = plan.text;
  const card = await ana.sees('its card', ({ ts }) => ts === plan.ts);
  await ben.clicks(card, 'Approve');
  const form = await ben.form('Approve');
  const clicked = performance.now();
  const submitted = ben.submits(form, {
    target: { target: { type: 'plain_text_input', value: table } },
  });
  await until('the card changes', () => plan.text !== planned, 30_000);
  const visible = performance.now() - clicked;
  await submitted;
  await until('the run ends', () => buttonsOf(plan).includes('Undo'), 300_000);
  return { visible, ended: performance.now() - clicked };
}
