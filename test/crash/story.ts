// One restore from the command to its end, with a bot that is killed on the way and started again. People behave as
// people do: what Slack tells them has failed they do again, what was accepted they wait for.
import { fileURLToPath } from 'node:url';
import { createBotProcess, type BotProcess } from '../../sandbox/bot-process.js';
import { people } from '../../sandbox/company.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { buttonsOf, personAt, textOf, type Person } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';

export interface KillPoint {
  moment: 'before' | 'after';
  collection: string;
  nth: number;
}

export interface Ending {
  /** False when the life of the run had fewer writes than `nth`. */
  killed: boolean;
  /** RESTORE statements that changed the table. */
  restores: number;
  /** What the run's card says in the end, and how many cards there are. */
  card: string;
  cards: number;
  /** Notes in the thread that say how it ended. */
  outcomes: number;
  auditIntact: boolean;
}

const table = 'main.silver.projects';
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const configPath = file('crash.config.yaml');
const ended = /has succeeded|has failed|was cancelled|expired/;

/** @throws when a request that was accepted is lost, or the run never ends */
export async function liveThrough(point: KillPoint | null): Promise<Ending> {
  const company = await openCompany({
    slack: { rate: false },
    bot: { compiled: true, configPath },
  });
  try {
    const extra = point
      ? {
          PPM_TEST_KILL: `${point.moment}:${point.collection}:${point.nth}`,
          NODE_OPTIONS: `--import ${file('kill-switch.mjs')}`,
        }
      : {};
    const doomed = createBotProcess({ ...company.botOptions, extra });
    const story = play(company);
    const guard = restartWhenKilled(company, doomed);
    await doomed.start().catch(() => undefined);
    const card = await story;
    const end = await ending(company, card);
    await guard.stop();
    return { ...end, killed: guard.killed() };
  } finally {
    await company.close();
  }
}

/** Starts the company's own bot as soon as the doomed one is gone. */
function restartWhenKilled(
  company: PretendCompany,
  doomed: BotProcess,
): { killed: () => boolean; stop: () => Promise<void> } {
  let killed = false;
  let stopped = false;
  const watching = (async () => {
    await until('the doomed bot is started', () => doomed.starts() > 0);
    await until('the doomed bot is gone', () => stopped || doomed.state() === 'stopped', 120_000);
    if (stopped) return;
    killed = true;
    await company.bot.start();
  })();
  return {
    killed: () => killed,
    async stop() {
      stopped = true;
      await watching;
      await doomed.kill('SIGKILL');
    },
  };
}

async function play(company: PretendCompany): Promise<ClientMessage> {
  const [ana, ben] = [personAt(company.slack, people[0].id), personAt(company.slack, people[1].id)];
  const version =
    (company.warehouse.tables().find((known) => known.fullName.join('.') === table)?.latest
      .version ?? 0) - 1;
  await accepted('the command', () =>
    ana.types(`/ppm table restore ${table} --version ${version}`),
  );
  const plan = await until('the card', () => cardOf(ana), 40_000);
  await approve(ben, plan);
  return until(
    'the run ends',
    () => {
      const card = cardOf(ana);
      return card && ended.test(card.text) ? card : null;
    },
    60_000,
  );
}

/** Does it until Slack says that it was taken. */
function accepted(what: string, act: () => Promise<{ ok: boolean }>): Promise<true> {
  return until(`${what} is accepted`, async () => (await act()).ok, 40_000);
}

/** Clicks and types until the card no longer asks: the click or the form may have met a dead bot. */
async function approve(ben: Person, plan: ClientMessage): Promise<void> {
  await until(
    'the run is approved',
    async () => {
      const card = cardOf(ben);
      if (!card || !buttonsOf(card).includes('Approve')) return true;
      if (ben.view()?.submit === undefined) await ben.clicks(card, 'Approve');
      const form = await until(
        'the form',
        () => (ben.view()?.submit === undefined ? null : ben.view()),
        1_500,
      ).catch(() => null);
      if (form)
        await ben.submits(form, { target: { target: { type: 'plain_text_input', value: table } } });
      return until(
        'the card moves on',
        () => !buttonsOf(cardOf(ben) ?? plan).includes('Approve'),
        2_000,
      ).catch(() => false);
    },
    60_000,
  );
}

function cardOf(person: Person): ClientMessage | undefined {
  return cardsOf(person).at(-1);
}

function cardsOf(person: Person): ClientMessage[] {
  return person
    .messages()
    .filter(
      (message) =>
        !message.ephemeral &&
        message.threadTs === undefined &&
        message.metadata?.event_type === 'ppm_card',
    );
}

async function ending(
  company: PretendCompany,
  card: ClientMessage,
): Promise<Omit<Ending, 'killed'>> {
  const ana = personAt(company.slack, people[0].id);
  const thread = () => ana.messages().filter((message) => message.threadTs === card.ts);
  await until('the thread says how it ended', () => thread().length > 0, 20_000);
  const history =
    company.warehouse.tables().find((known) => known.fullName.join('.') === table)?.versions ?? [];
  await accepted('the question for the audit log', () => ana.types('/ppm audit verify'));
  const verdict = await ana.sees(
    'the verdict',
    (message) => message.ephemeral && /is whole|tampered/.test(textOf(message)),
    30_000,
  );
  return {
    restores: history.filter((version) => version.operation === 'RESTORE').length,
    card: card.text,
    cards: cardsOf(ana).length,
    outcomes: thread().length,
    auditIntact: /is whole/.test(textOf(verdict)),
  };
}
