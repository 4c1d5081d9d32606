// The pretend company with three replicas of the bot that share one memory, each behind gates of its own: whatever it writes
// or changes outside comes past them. A replica that dies is started again a second later, while the others go on.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAlertSenders, type AlertSenders } from '../../sandbox/alerts/index.js';
import { createBotProcess, type BotProcess } from '../../sandbox/bot-process.js';
import { credentials } from '../../sandbox/company.js';
import { makeCertificate, type Certificate } from '../../sandbox/databricks/certificate.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';
import {
  databricksChange,
  githubChange,
  notionChange,
  pagerChange,
  slackChange,
} from './changes.js';
import type { Fate, Writer } from './fate.js';
import { openHttpGate, type Gate } from './http-gate.js';
import type { Memory } from './memory.js';

/** Milliseconds. */
export const times = {
  /** Before a dead replica is started again. */
  dead: 1_000,
  /** Longer than a lease of replicas.config.yaml. */
  paused: 5_000,
};

export interface Replica {
  name: string;
  bot: BotProcess;
}

export interface Cast {
  company: PretendCompany;
  replicas: readonly Replica[];
  memory: Memory;
  alerts: AlertSenders;
  /** Waits until every replica runs and is connected. */
  whole(): Promise<void>;
  close(): Promise<void>;
}

export interface CastOptions {
  fate: Fate;
  memory: Memory;
  /** How wrong the clocks of the replicas are, milliseconds. */
  skews?: readonly number[];
  /** How long Slack takes to answer. */
  slackLatencyMs?: number;
  /** REDIS_URL of all of them. */
  redisUrl?: string;
  count?: number;
}

const configPath = fileURLToPath(new URL('replicas.config.yaml', import.meta.url));
const skewed = fileURLToPath(new URL('skew.mjs', import.meta.url));

export async function openCast(options: CastOptions): Promise<Cast> {
  const { fate, memory, count = 3, skews = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'ppm-crash-'));
  const company = await openCompany({
    slack: { rate: false },
    warehouse: { jobs: { taskMs: 300 } },
    bot: { compiled: true, configPath },
  });
  company.slack.faults.set({ latencyMs: options.slackLatencyMs ?? 0 });
  const certificate = await makeCertificate(folder);
  await writeFile(certificate.path, `${certificate.cert}\n${company.warehouse.caCert}`);
  const gates: Gate[] = [];
  const replicas: Replica[] = [];
  const closing = new AbortController();

  async function open(index: number): Promise<Replica> {
    const name = `ppm-${index + 1}`;
    let bot: BotProcess | null = null;
    const writer: Writer = {
      name,
      kill: () => void bot?.kill('SIGKILL'),
      async pause() {
        bot?.pause();
        await new Promise((resolve) => {
          setTimeout(resolve, times.paused);
        });
        bot?.resume();
      },
    };
    const ways = await gatesOf({ company, certificate, writer, fate });
    const memoryGate = await memory.gateFor(writer, fate);
    gates.push(...Object.values(ways), ...(memoryGate ? [memoryGate] : []));
    const started = createBotProcess({
      ...company.botOptions,
      name,
      slackApiUrl: `http://127.0.0.1:${ways.slack.port}/api/`,
      githubUrl: `http://127.0.0.1:${ways.github.port}`,
      notionUrl: `http://127.0.0.1:${ways.notion.port}`,
      warehouse: { host: 'localhost', port: ways.databricks.port, caCertPath: certificate.path },
      configPath: await ownConfig(folder, name, company, ways.pager),
      extra: {
        ...company.botOptions.extra,
        ...memory.settingsFor(name, memoryGate, skews.length > 0 ? [skewed] : []),
        ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
        PPM_TEST_SKEW: String(skews[index] ?? 0),
      },
    });
    bot = started;
    return { name, bot: started };
  }

  /** Starts it whenever it is gone. One that dies while it starts is started again as well. */
  async function keep({ bot }: Replica): Promise<void> {
    while (!closing.signal.aborted) {
      if (bot.state() === 'stopped') {
        if (bot.starts() > 0) await until('it has been dead for a while', later(times.dead));
        if (!closing.signal.aborted) await bot.start().catch(() => undefined);
      }
      await until('it dies', () => closing.signal.aborted || bot.state() === 'stopped', 3_600_000);
    }
  }

  for (let index = 0; index < count; index += 1) replicas.push(await open(index));
  let turn = 0;
  const alerts = await startAlertSenders({
    // One after the other: a balancer that does not know yet who has died.
    botUrl() {
      turn += 1;
      return `http://127.0.0.1:${replicas[turn % replicas.length]?.bot.port() ?? 0}`;
    },
    secrets: {
      alertmanager: credentials.alertmanagerSecret,
      grafana: credentials.grafanaSecret,
      databricks: credentials.databricksWebhookPassword,
      github: credentials.githubSecret,
    },
  });
  const keeping = replicas.map(keep);
  return {
    company,
    replicas,
    memory,
    alerts,
    async whole() {
      await until(
        'every replica is there',
        () =>
          replicas.every(({ bot }) => bot.state() === 'running') &&
          company.slack.connections() >= replicas.length,
        60_000,
      );
    },
    async close() {
      closing.abort();
      await Promise.all(replicas.map(({ bot }) => bot.kill('SIGKILL')));
      await Promise.all(keeping);
      await Promise.all(replicas.map(({ bot }) => bot.kill('SIGKILL')));
      await alerts.close();
      await Promise.all(gates.map((gate) => gate.close()));
      await company.close();
      await memory.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function later(millis: number): () => boolean {
  const due = Date.now() + millis;
  return () => Date.now() >= due;
}

async function gatesOf(given: {
  company: PretendCompany;
  certificate: Certificate;
  writer: Writer;
  fate: Fate;
}) {
  const { company, certificate, writer, fate } = given;
  const at = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
  const { host, port, caCert: ca } = company.warehouse;
  const shared = { writer, fate };
  const [slack, github, notion, pager, databricks] = await Promise.all([
    openHttpGate({ ...shared, to: at(company.slack.url), kindOf: slackChange }),
    openHttpGate({ ...shared, to: at(company.github.url), kindOf: githubChange }),
    openHttpGate({ ...shared, to: at(company.notion.url), kindOf: notionChange }),
    openHttpGate({ ...shared, to: at(company.pager.url), kindOf: pagerChange }),
    openHttpGate({ ...shared, to: { host, port, ca }, certificate, kindOf: databricksChange }),
  ]);
  return { slack, github, notion, pager, databricks };
}

/** The configuration with this replica's own way to the pager. */
async function ownConfig(
  folder: string,
  name: string,
  { botOptions, pager }: PretendCompany,
  gate: Gate,
): Promise<string> {
  const text = await readFile(botOptions.configPath, 'utf8');
  const path = join(folder, `${name}.yaml`);
  await writeFile(path, text.replaceAll(pager.url, `http://127.0.0.1:${gate.port}`));
  return path;
}
