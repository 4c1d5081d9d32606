// What the tests of several replicas do again and again: the stage with three of them, one killed and started again, the same
// request to two of them, and what each of them has heard.
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { BotProcess } from '../../sandbox/bot-process.js';
import { buttonsOf, type Person } from '../../sandbox/person.js';
import type { CompanyOptions } from '../../sandbox/pretend-company.js';
import type { ClientMessage, ClientResult } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import { ownConfig, type OwnConfig } from './own-config.js';
import {
  cards,
  everything,
  now,
  openStage,
  projects,
  reads,
  runOf,
  typed,
  type Stage,
} from './stage.js';

export interface ReplicaStage extends Stage {
  config: OwnConfig;
}

/** Short times, so that a test sees a lease end and a lost statement time out. */
const quick = {
  'engine.leaseSeconds': 5,
  'engine.sweepSeconds': 0.2,
  'engine.drainSeconds': 5,
  'databricks.statementTimeoutSeconds': 8,
};

/** Three bots and all that they talk to share this machine: things may take their time, milliseconds. */
export const patience = 90_000;

/** Three replicas at work. */
export async function openReplicaStage(
  changes: Readonly<Record<string, unknown>> = {},
  options: CompanyOptions = {},
  ready?: Parameters<typeof openStage>[1],
): Promise<ReplicaStage> {
  const config = await ownConfig({ ...quick, ...changes });
  const company: CompanyOptions = {
    replicas: 3,
    // Nothing that the sandbox's own limits slow down is looked at here.
    notion: { requestsPerMinute: 0 },
    ...options,
    // Three bots, Slack and everything else on one machine: a request may take its time.
    slack: { ackDeadlineMs: 10_000 },
    bot: { configPath: config.path },
  };
  const stage = await openStage(company, ready);
  return { ...stage, config };
}

export async function closeStage(stage: ReplicaStage | undefined): Promise<void> {
  await stage?.close();
  await stage?.config.remove();
}

/** `kill -9` of one of them; Slack has noticed when this resolves. */
export async function dies(stage: Stage, bot: BotProcess): Promise<void> {
  await bot.kill('SIGKILL');
  const alive = stage.bots.filter((each) => each.state() !== 'stopped').length;
  await until('Slack has noticed', () => stage.slack.connections() <= alive);
}

/** All that are stopped are started, and heard by Slack. */
export async function comesBack(stage: Stage): Promise<void> {
  await stage.replicas.startAll();
  await until('all are connected', () => stage.slack.connections() === stage.bots.length, patience);
}

export interface Killing {
  killed(): number;
  /** Resolves when all are there again. @throws when one could not be started */
  stop(): Promise<void>;
}

/** From now on one after the other dies and comes back. @param apart how long all are there in between, milliseconds */
export function startKilling(stage: Stage, apart: number): Killing {
  const over = new AbortController();
  let killed = 0;
  const running = (async () => {
    while (!over.signal.aborted) {
      const bot = stage.bots[killed % stage.bots.length];
      if (bot) await dies(stage, bot);
      killed += 1;
      await comesBack(stage);
      await pause(apart, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  return {
    killed: () => killed,
    async stop() {
      over.abort();
      await running;
    },
  };
}

/** Only this one is left. */
export async function isAlone(stage: Stage, bot: BotProcess): Promise<void> {
  for (const other of stage.bots) if (other !== bot) await dies(stage, other);
  await until('it is connected', () => stage.slack.connections() === 1, patience);
}

/** A person who is told that it did not work does it again; what came through all the same is harmless. */
export async function insists(act: () => Promise<ClientResult>): Promise<ClientResult> {
  return until('Slack takes it', async () => {
    const result = await act();
    return result.ok ? result : null;
  });
}

/** What a replica counts: lines of its /metrics that begin with this, added up. */
export async function counted(bot: BotProcess, metric: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${bot.port()}/metrics`);
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith(metric));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Requests of Slack that each replica has acknowledged. */
export function heard(stage: Stage): Promise<number[]> {
  return Promise.all(stage.bots.map((bot) => counted(bot, 'ppm_acknowledge_seconds_count')));
}

/** The same webhook to several replicas at once, past the balancer; gives the statuses. */
export function toEach(
  bots: readonly BotProcess[],
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<number[]> {
  return Promise.all(
    bots.map(async (bot) => {
      const response = await fetch(`http://127.0.0.1:${bot.port()}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      await response.text();
      return response.status;
    }),
  );
}

/** As often as it takes, while replicas die under it: ben clicks, types the name, and looks whether it came through. */
export async function approvesSomehow(stage: Stage, card: ClientMessage): Promise<void> {
  const { ben } = stage;
  const isOpen = (): boolean => buttonsOf(now(ben, card)).includes('Approve');
  await until(
    'ben has approved it',
    async () => {
      if (!isOpen()) return true;
      const asked = await ben.clicks(card, 'Approve');
      const form = asked.ok ? await ben.form('Approve').catch(() => null) : null;
      if (form) await ben.submits(form, typed(projects));
      return form !== null && !isOpen();
    },
    90_000,
  );
}

/** What the bot has said to this person alone; without the notes that it is still at it. */
export function privateAnswers(stage: Stage, person: Person): string[] {
  return everything(stage, person)
    .filter(({ ephemeral, text }) => ephemeral && !text.includes('Working on it'))
    .map(({ text }) => text);
}

/** Cards in the channel that name a run. */
export function cardsOf(stage: Stage, card: ClientMessage): ClientMessage[] {
  return cards(stage.ana).filter(({ text }) => text.includes(runOf(card)));
}

export async function auditIsWhole(stage: Stage): Promise<void> {
  expect(await reads(stage, stage.ana, '/ppm audit verify')).toContain('is whole');
}
