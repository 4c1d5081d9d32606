// What the end-to-end tests share: the pretend company with its bot, its five people, and what they do again and again.
import { expect } from 'vitest';
import { people } from '../../sandbox/company.js';
import {
  openCompany,
  type CompanyOptions,
  type PretendCompany,
} from '../../sandbox/pretend-company.js';
import { buttonIn, buttonsOf, personAt, textOf, type Person } from '../../sandbox/person.js';
import type { ClientMessage, ClientResult, ClientView } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';

export const projects = 'main.silver.projects';
/** The last good version of `projects`; the bad job made the next one. */
export const good = 13;

export interface Stage extends PretendCompany {
  ana: Person;
  ben: Person;
  chloe: Person;
  david: Person;
  eve: Person;
}

/**
 * The company with its bot, or all its replicas, at work. Slack's own limits are off: what paces the tests is the bot's budget.
 * @param ready what has to be before the first command
 */
export async function openStage(
  options: CompanyOptions = {},
  ready: (company: PretendCompany) => Promise<unknown> = connected,
): Promise<Stage> {
  const company = await openCompany({
    ...options,
    slack: { rate: false, ...options.slack },
    bot: { compiled: true, ...options.bot },
  });
  await company.replicas.startAll();
  await ready(company);
  await groupsKnown(company);
  const [ana, ben, chloe, david, eve] = people;
  const at = ({ id }: { id: string }): Person => personAt(company.slack, id);
  return {
    ...company,
    ana: at(ana),
    ben: at(ben),
    chloe: at(chloe),
    david: at(david),
    eve: at(eve),
  };
}

export function connected({ slack, bots }: Pick<PretendCompany, 'slack' | 'bots'>): Promise<true> {
  return until('the bot is connected', () => slack.connections() >= bots.length);
}

/** Roles by user group are held from the moment that Slack has told who is in the groups. */
async function groupsKnown({ slack, bots }: PretendCompany): Promise<void> {
  await until(
    'both user groups are read',
    () =>
      slack.traffic().filter(({ name }) => name === 'usergroups.users.list').length >=
      2 * bots.length,
  );
}

const isNote = (message: ClientMessage): boolean => message.text.includes('Working on it');

/** Every message of one person that is there now, in all their channels. */
export function everything({ slack }: PretendCompany, { id }: Person): ClientMessage[] {
  return Object.values(slack.state(id).messages).flat();
}

/**
 * Types a command and gives what the bot then says to this person alone.
 * @param millis how long the answer may take
 */
export function asks(
  stage: Stage,
  person: Person,
  text: string,
  millis?: number,
): Promise<ClientMessage> {
  return told(stage, person, text, () => person.types(text), millis);
}

/** The same, as the text that the person reads. */
export async function reads(stage: Stage, person: Person, text: string): Promise<string> {
  return shown(await asks(stage, person, text));
}

/** Everything that a message says, as Slack shows it: its three escapes undone. */
export function shown(message: ClientMessage): string {
  return textOf(message).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Does something and gives the private answer to it. */
export async function told(
  stage: Stage,
  person: Person,
  what: string,
  act: () => Promise<ClientResult>,
  millis?: number,
): Promise<ClientMessage> {
  const before = new Set(everything(stage, person).map(({ ts }) => ts));
  expect(await act(), what).toMatchObject({ ok: true });
  return until(
    `${person.id} is answered privately: ${what}`,
    () =>
      everything(stage, person).find(
        (message) => message.ephemeral && !before.has(message.ts) && !isNote(message),
      ),
    millis,
  );
}

export function cards(person: Person): ClientMessage[] {
  return person
    .messages()
    .filter(
      (message) =>
        !message.ephemeral &&
        message.threadTs === undefined &&
        message.metadata?.event_type === 'ppm_card',
    );
}

/** The new card that follows from what somebody does. */
export async function cardAfter(
  person: Person,
  what: string,
  act: () => Promise<ClientResult>,
): Promise<ClientMessage> {
  const before = new Set(cards(person).map(({ ts }) => ts));
  expect(await act(), what).toMatchObject({ ok: true });
  return until(`a card for: ${what}`, () => cards(person).find(({ ts }) => !before.has(ts)));
}

/** Types a command whose answer is a card with a plan. */
export function plans(person: Person, text: string): Promise<ClientMessage> {
  return cardAfter(person, text, () => person.types(text));
}

/** The id of the run that a card shows. */
export function runOf(card: ClientMessage): string {
  return /R-[0-9A-Z]{6}/.exec(card.text)?.[0] ?? 'no run';
}

/** The card as it is now. */
export function now(person: Person, card: ClientMessage): ClientMessage {
  return person.messages(card.channel).find(({ ts }) => ts === card.ts) ?? card;
}

/** Waits until the card's sentence says this. */
export function says(
  person: Person,
  card: ClientMessage,
  what: RegExp,
  millis?: number,
): Promise<ClientMessage> {
  return until(
    `the card says ${what}`,
    () => {
      const current = now(person, card);
      return what.test(current.text) ? current : null;
    },
    millis,
  ).catch((error: unknown) => {
    throw new Error(`it says: ${textOf(now(person, card))}`, { cause: error });
  });
}

/** What a person types into the form of an approval. */
export function typed(target: string) {
  return { target: { target: { type: 'plain_text_input', value: target } } };
}

/** Does something and gives the form that opens then: not one that still stands there from before. */
export async function formAfter(
  person: Person,
  title: string,
  act: () => Promise<ClientResult>,
): Promise<ClientView> {
  const before = person.view()?.id;
  expect(await act(), title).toMatchObject({ ok: true });
  return until(`${person.id} gets the form ${title}`, () => {
    const top = person.view();
    return top && top.id !== before && top.title === title && top.submit !== undefined ? top : null;
  });
}

export function opens(person: Person, card: ClientMessage, label: string): Promise<ClientView> {
  return formAfter(person, label, () => person.clicks(card, label));
}

/** Clicks Approve and types the name of the target. */
export async function approves(
  person: Person,
  card: ClientMessage,
  target: string = projects,
): Promise<void> {
  const form = await opens(person, card, 'Approve');
  expect(await person.submits(form, typed(target))).toMatchObject({ ok: true });
}

/** A click with what only a test can send along: a forged value, or an earlier rendering. */
export function clicksOddly(
  stage: Stage,
  person: Person,
  card: ClientMessage,
  label: string,
  odd: { forgedValue?: string; stale?: true },
): Promise<ClientResult> {
  const button = buttonIn(card, label);
  if (!button) throw new Error(`no button ${label}, only ${buttonsOf(card).join(', ')}`);
  const container = { kind: 'message' as const, channel: card.channel, ts: card.ts };
  return stage.slack.act(person.id, { type: 'block_action', container, ...button, ...odd });
}

export function viewText(view: ClientView | undefined): string {
  return JSON.stringify(view?.blocks ?? []);
}

/** RESTORE statements that reached the warehouse. */
export function restores({ warehouse }: PretendCompany): string[] {
  return warehouse
    .statements()
    .map(({ sql }) => sql)
    .filter((sql) => /^\s*RESTORE\b/i.test(sql));
}

/** Versions of `projects` that a RESTORE made. */
export function restoredVersions({ warehouse }: PretendCompany): number {
  const table = warehouse.tables().find(({ fullName }) => fullName.join('.') === projects);
  return (table?.versions ?? []).filter(({ operation }) => operation === 'RESTORE').length;
}

/** What `/ppm audit refused …` lists. */
export async function refusals(stage: Stage, words = ''): Promise<string> {
  return reads(stage, stage.david, `/ppm audit refused ${words}`.trim());
}

/** Ben approves a card; gives it at its end. */
export async function isApproved(stage: Stage, card: ClientMessage): Promise<ClientMessage> {
  await stage.ben.clicks(card, 'Approve');
  return says(stage.ana, card, /has succeeded/, 60_000);
}

/** Ana asks for something, Ben approves it; gives its card at the end. */
export async function carriesOut(stage: Stage, words: string): Promise<ClientMessage> {
  return isApproved(stage, await plans(stage.ana, `/ppm ${words}`));
}

/** Ana clicks Undo, Ben approves that. */
export async function takesBack(stage: Stage, card: ClientMessage): Promise<ClientMessage> {
  return isApproved(
    stage,
    await cardAfter(stage.ana, 'undo', () => stage.ana.clicks(card, 'Undo')),
  );
}

/** The name that the approver of a critical action types. */
export function targetOf(card: ClientMessage): string {
  return /\*Target\*\n`([^`]+)`/.exec(shown(card))?.[1] ?? '';
}

/** The card in the channel that says this, as Ana sees it. */
export function cardWith(stage: Stage, what: RegExp, millis?: number): Promise<ClientMessage> {
  return until(
    `a card says ${what}`,
    () => cards(stage.ana).find((card) => what.test(shown(card))),
    millis,
  );
}

/** Waits until anything on the card says this: `says` reads its sentence only. */
export function becomes(
  stage: Stage,
  card: ClientMessage,
  what: RegExp,
  millis?: number,
): Promise<ClientMessage> {
  return until(
    `it says ${what}`,
    () => {
      const current = now(stage.ana, card);
      return what.test(shown(current)) ? current : null;
    },
    millis,
  ).catch((error: unknown) => {
    throw new Error(`it says: ${shown(now(stage.ana, card))}`, { cause: error });
  });
}

/** What stands in a card's thread. */
export function threadOf(stage: Stage, card: ClientMessage): ClientMessage[] {
  return stage.ana.messages().filter(({ threadTs }) => threadTs === card.ts);
}
