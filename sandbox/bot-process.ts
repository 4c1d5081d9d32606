// The bot as a process of its own, so that it can be killed for real, paused, and started again.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bot, channels, credentials } from './company.js';
import type { Warehouse } from './databricks/index.js';

/** As `npm start` does it: V8 would rather grow than collect. */
const asStarted = ['--max-semi-space-size=8', '--max-old-space-size=192'];
const root = fileURLToPath(new URL('..', import.meta.url));

export interface BotProcess {
  /** `ppm`; of several replicas `ppm-1`, `ppm-2` … */
  name: string;
  /** paused: by SIGSTOP, it does nothing and keeps its connections. */
  state(): 'running' | 'paused' | 'stopped';
  pid(): number | null;
  /** How often it was started. */
  starts(): number;
  /** Port of its /health, /ready, /metrics and /webhooks; that of the last start while it is stopped, 0 before the first. */
  port(): number;
  /** Starts it and resolves when it says that it has started. */
  start(): Promise<void>;
  /** Sends a signal and resolves when the process is gone; one that is paused goes on first, or it would never hear it. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Stops it as a long garbage collection or a frozen machine would; nothing when it is not running. */
  pause(): void;
  resume(): void;
  /** With what the last process ended; null: it runs, or a signal ended it. */
  exitCode(): number | null;
  /** Its log so far, as lines of JSON. */
  log(): readonly string[];
}

export interface BotOptions {
  /** Of the process, for people; the bot knows nothing of it. */
  name?: string;
  slackApiUrl: string;
  warehouse: Pick<Warehouse, 'host' | 'port' | 'caCertPath'>;
  notionUrl: string;
  /** Of the systems' MongoDB and Redis. */
  mongoUri: string;
  redisUrl: string;
  githubUrl: string;
  dataDir: string;
  /** The compiled bot instead of its source. */
  compiled?: boolean;
  /** Of ppm.config.yaml. */
  configPath: string;
  /** Settings that replace or join the usual ones. */
  extra?: Record<string, string>;
}

/** The settings of a bot, or of a terminal, at the pretend company. */
export function botEnvironment(options: BotOptions): Record<string, string> {
  return {
    PPM_ENV: 'sandbox',
    PPM_CONFIG: options.configPath,
    PPM_DATA_DIR: options.dataDir,
    PPM_CHANNEL: channels[0].id,
    SLACK_API_URL: options.slackApiUrl,
    SLACK_BOT_TOKEN: credentials.slackBotToken,
    SLACK_APP_TOKEN: credentials.slackAppToken,
    SLACK_SIGNING_SECRET: credentials.slackSigningSecret,
    DATABRICKS_HOST: `${options.warehouse.host}:${options.warehouse.port}`,
    DATABRICKS_TOKEN: credentials.databricksToken,
    DATABRICKS_HTTP_PATH: credentials.databricksHttpPath,
    DATABRICKS_CA_CERT: options.warehouse.caCertPath,
    NOTION_API_KEY: credentials.notionToken,
    NOTION_API_URL: options.notionUrl,
    ALERTMANAGER_WEBHOOK_SECRET: credentials.alertmanagerSecret,
    GRAFANA_WEBHOOK_SECRET: credentials.grafanaSecret,
    DATABRICKS_WEBHOOK_PASSWORD: credentials.databricksWebhookPassword,
    GITHUB_WEBHOOK_SECRET: credentials.githubSecret,
    PAGER_KEY: credentials.pagerKey,
    PLATFORM_MONGODB_URI: options.mongoUri,
    PLATFORM_REDIS_URL: options.redisUrl,
    GITHUB_TOKEN: credentials.githubToken,
    GITHUB_API_URL: options.githubUrl,
    PORT: '0',
    ...options.extra,
  };
}

export function createBotProcess(options: BotOptions): BotProcess {
  let child: ChildProcess | null = null;
  let port = 0;
  let starts = 0;
  let isPaused = false;
  let code: number | null = null;
  const name = options.name ?? bot.name;
  const log: string[] = [];

  async function start(): Promise<void> {
    const entry = options.compiled
      ? [...asStarted, 'dist/main.js']
      : ['--import', 'tsx', 'src/main.ts'];
    const started = spawn(process.execPath, entry, {
      cwd: root,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        ...botEnvironment(options),
      },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    child = started;
    starts += 1;
    isPaused = false;
    code = null;
    started.once('exit', (ended) => {
      if (child !== started) return;
      child = null;
      code = ended;
    });
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stderr }).on('line', (line) => {
        log.push(line);
        const said = startedPort(line);
        if (said === null) return;
        port = said;
        resolve();
      });
      started.once('exit', (ended) =>
        reject(new Error(`${name} ended with ${ended}:\n${log.slice(-20).join('\n')}`)),
      );
    });
  }

  function signal(wanted: 'SIGSTOP' | 'SIGCONT'): void {
    if (!child) return;
    child.kill(wanted);
    isPaused = wanted === 'SIGSTOP';
  }

  return {
    name,
    state: () => (child === null ? 'stopped' : isPaused ? 'paused' : 'running'),
    pid: () => child?.pid ?? null,
    starts: () => starts,
    port: () => port,
    start,
    async kill(wanted) {
      if (!child) return;
      const gone = once(child, 'exit');
      child.kill(wanted);
      if (isPaused) signal('SIGCONT');
      await gone;
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    exitCode: () => code,
    log: () => log,
  };
}

/** The port in the line with which the bot says that it has started; null for any other line. */
function startedPort(line: string): number | null {
  if (!line.includes('ppm-oncall has started')) return null;
  return Number(/"port":(\d+)/.exec(line)?.[1] ?? 0);
}
