// What the stories of the crash tests share: people who behave as people do (what Slack tells them has failed they do again,
// what was accepted they wait for), and what stands in Slack since a life began.
import { channels, people } from '../../sandbox/company.js';
import { buttonsOf, personAt, textOf, type Person } from '../../sandbox/person.js';
import type { StoredMessage } from '../../sandbox/slack/index.js';
import type { Block, ClientMessage, StateValues } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import type { Cast } from './cast.js';

export type Cards = readonly StoredMessage[];

export interface Scene {
  cast: Cast;
  /** Names the life in labels and reasons. */
  life: string;
  ana: Person;
  ben: Person;
  /** Messages of the channel since the life began, private answers left out, oldest first. */
  messages(): Cards;
  /** Those of them that are cards of their own. */
  cards(): Cards;
  /** Does it until Slack says that it was taken. @returns how often it was done */
  accepted(what: string, act: () => Promise<{ ok: boolean }>): Promise<number>;
  /**
   * Types a command that answers with a card until there is one: what is refused in words (a warehouse that is too slow just
   * now) is asked for again. @returns how often it was typed
   */
  plans(person: Person, words: string): Promise<number>;
  /** What this person was told in private since the life began. */
  privately(person: Person): string[];
  /**
   * Types a command until it is taken, and waits for the private answer that says this: of an earlier one that was typed again
   * a second answer may come late.
   */
  reads(person: Person, words: string, what: RegExp): Promise<string>;
  /** Approves whatever waits for it. @returns false: nothing does */
  approvesWhatWaits(target: string): Promise<boolean>;
  /** Clicks a button on a card as it looks now, if it has it. */
  clicks(person: Person, card: StoredMessage, label: string): Promise<boolean>;
}

/** How long anything may take that was accepted, on a machine that has other things to do as well. */
export const patience = 120_000;
const isCard = ({ metadata }: StoredMessage): boolean => metadata?.event_type === 'ppm_card';

export function openScene(cast: Cast, life: string): Scene {
  const { slack } = cast.company;
  const channel = channels[0].id;
  const [ana, ben] = [personAt(slack, people[0].id), personAt(slack, people[1].id)];
  const before = new Set(slack.messages(channel).map(({ ts }) => ts));
  const isNew = ({ ts }: { ts: string }): boolean => !before.has(ts);
  const messages = (): StoredMessage[] =>
    slack
      .messages(channel)
      .filter((message) => isNew(message) && message.ephemeralTo === undefined);
  const cards = (): StoredMessage[] =>
    messages().filter((message) => message.threadTs === undefined && isCard(message));

  async function accepted(what: string, act: () => Promise<{ ok: boolean }>): Promise<number> {
    let times = 0;
    await until(
      `${what} is accepted`,
      async () => {
        times += 1;
        return (await act()).ok;
      },
      patience,
    );
    return times;
  }

  async function reads(person: Person, words: string, what: RegExp): Promise<string> {
    const answered = (known: ReadonlySet<string>) =>
      slack
        .messages(channel)
        .find(
          (message) =>
            message.ephemeralTo === person.id &&
            !known.has(message.ts) &&
            what.test(saidBy(message)),
        );
    const known = new Set(slack.messages(channel).map(({ ts }) => ts));
    await accepted(words, () => person.types(words));
    return saidBy(await until(`the answer to ${words}`, () => answered(known), patience));
  }

  const privately = (person: Person): string[] =>
    slack
      .messages(channel)
      .filter((message) => isNew(message) && message.ephemeralTo === person.id)
      .map(saidBy)
      .filter((text) => !text.includes('Working on it'));

  async function plans(person: Person, words: string): Promise<number> {
    let typed = 0;
    for (;;) {
      const told = privately(person).length;
      typed += await accepted(words, () => person.types(words));
      const answered = () => cards().length > 0 || privately(person).length > told;
      await until(`the answer to ${words}`, answered, patience);
      if (cards().length > 0) return typed;
    }
  }

  async function clicks(person: Person, card: StoredMessage, label: string): Promise<boolean> {
    return (await person.clicks(seen(card), label)).ok;
  }

  async function approvesWhatWaits(target: string): Promise<boolean> {
    const waits = (): StoredMessage | undefined =>
      cards().find((card) => buttonsOf(card).includes('Approve'));
    const card = waits();
    if (!card) return false;
    const form = () => (ben.view()?.submit === undefined ? null : ben.view());
    if (!form()) await clicks(ben, card, 'Approve');
    const moved = (): boolean => waits()?.ts !== card.ts;
    const open = await until('the form', () => moved() || form(), 2_500).catch(() => null);
    if (open === null || open === true) return true;
    const values: StateValues = { target: { target: { type: 'plain_text_input', value: target } } };
    await ben.submits(open, values);
    await until('the card moves on', moved, 2_500).catch(() => false);
    // One that stays open, since who took it has died, would stand before the next: it is closed, and asked for again.
    if (ben.view()?.id === open.id)
      await slack.act(ben.id, { type: 'view_close', viewId: open.id });
    return true;
  }

  return {
    cast,
    life,
    ana,
    ben,
    messages,
    cards,
    accepted,
    plans,
    privately,
    reads,
    approvesWhatWaits,
    clicks,
  };
}

/** What a person sees of it, as far as is needed to find a button. */
function seen(message: StoredMessage): ClientMessage {
  const { ts, channel, user, text, blocks } = message;
  const nothing = { replyCount: 0, edited: false, ephemeral: false, files: [], reactions: [] };
  return { ts, channel, user, text, blocks, ...nothing };
}

/** Everything that it says. */
export function saidBy(message: { text: string; blocks: Block[] } & StoredMessage): string {
  return textOf(seen(message));
}

export const idIn = (message: StoredMessage, letter: string): string =>
  new RegExp(`${letter}-[0-9A-Z]{6}`).exec(saidBy(message))?.[0] ?? '';

/** Notes in the threads of runs' cards that say how they ended. */
export function outcomesOf(scene: Scene): Cards {
  return scene
    .messages()
    .filter((message) => message.threadTs !== undefined && cardOf(message).endsWith(':outcome'));
}

/** Id of the card's row that a message draws; '' where it draws none. */
export function cardOf({ metadata }: StoredMessage): string {
  const card = metadata?.event_payload?.['card'];
  return typeof card === 'string' ? card : '';
}
