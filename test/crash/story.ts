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
  /**
   * What each card says in the end. There is one more than one only when Ana was told that her command had failed, and
   * typed it again, although the bot had stored it before it died.
   */
  cards: string[];
  /** How often Ana typed the command. */
  typed: number;
  /** Notes in the threads that say how it ended. */
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
    const typed = await story;
    const end = await ending(company, typed);
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

/** How often Ana had to type the command. */
async function play(company: PretendCompany): Promise<number> {
  const ana = personAt(company.slack, people[0].id);
  const version = (latest(company)?.version ?? 0) - 1;
  let typed = 0;
  await accepted('the command', () => {
    typed += 1;
    return ana.types(`/ppm table restore ${table} --version ${version}`);
  });
  await until('the card', () => cardsOf(ana).length > 0, 40_000);
  await seeThrough(company);
  return typed;
}

/** Does it until Slack says that it was taken. */
function accepted(what: string, act: () => Promise<{ ok: boolean }>): Promise<true> {
  return until(`${what} is accepted`, async () => (await act()).ok, 40_000);
}

/** Approves whatever waits until every run has ended: a click or a form may meet a dead bot. */
async function seeThrough(company: PretendCompany): Promise<void> {
  const ben = personAt(company.slack, people[1].id);
  await until(
    'every run ends',
    async () => {
      const waiting = cardsOf(ben).find((card) => buttonsOf(card).includes('Approve'));
      if (waiting) await approve(ben, waiting);
      return cardsOf(ben).every((card) => ended.test(card.text));
    },
    90_000,
  );
}

async function approve(ben: Person, card: ClientMessage): Promise<void> {
  const form = () => (ben.view()?.submit === undefined ? null : ben.view());
  if (!form()) await ben.clicks(card, 'Approve');
  const open = await until('the form', form, 1_500).catch(() => null);
  if (!open) return;
  await ben.submits(open, { target: { target: { type: 'plain_text_input', value: table } } });
  const waits = () =>
    cardsOf(ben).some(
      ({ ts, blocks }) => ts === card.ts && buttonsOf({ blocks }).includes('Approve'),
    );
  await until('the card moves on', () => !waits(), 2_000).catch(() => false);
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

async function ending(company: PretendCompany, typed: number): Promise<Omit<Ending, 'killed'>> {
  const ana = personAt(company.slack, people[0].id);
  const outcomes = () => ana.messages().filter((message) => message.threadTs !== undefined);
  // The card of a second command may stand in Slack only after the first one has ended.
  const told = async (): Promise<boolean> => {
    await seeThrough(company);
    return outcomes().length >= cardsOf(ana).length;
  };
  await until('the threads say how it ended', told, 60_000);
  await accepted('the question for the audit log', () => ana.types('/ppm audit verify'));
  const verdict = await ana.sees(
    'the verdict',
    (message) => message.ephemeral && /is whole|tampered/.test(textOf(message)),
    30_000,
  );
  // A command that was stored before its acknowledgement was lost may come only now.
  await until('the threads say how it ended', told, 60_000);
  const versions = company.warehouse.tables().find(isTheTable)?.versions ?? [];
  return {
    restores: versions.filter((version) => version.operation === 'RESTORE').length,
    cards: cardsOf(ana).map((card) => card.text),
    typed,
    outcomes: outcomes().length,
    auditIntact: /is whole/.test(textOf(verdict)),
  };
}

type Table = ReturnType<PretendCompany['warehouse']['tables']>[number];

const isTheTable = (known: Table): boolean => known.fullName.join('.') === table;

function latest(company: PretendCompany): Table['latest'] | undefined {
  return company.warehouse.tables().find(isTheTable)?.latest;
}
