// The bot as a process of its own, so that it can be killed for real and started again.
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
  state(): 'running' | 'stopped';
  pid(): number | null;
  /** How often it was started. */
  starts(): number;
  /** Port of its /health, /ready, /metrics and /webhooks; that of the last start while it is stopped, 0 before the first. */
  port(): number;
  /** Starts it and resolves when it says that it has started. */
  start(): Promise<void>;
  /** Sends a signal and resolves when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Its log so far, as lines of JSON. */
  log(): readonly string[];
}

export interface BotOptions {
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
    started.once('exit', () => {
      if (child === started) child = null;
    });
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stderr }).on('line', (line) => {
        log.push(line);
        const said = startedPort(line);
        if (said === null) return;
        port = said;
        resolve();
      });
      started.once('exit', (code) =>
        reject(new Error(`${bot.name} ended with ${code}:\n${log.slice(-20).join('\n')}`)),
      );
    });
  }

  return {
    state: () => (child ? 'running' : 'stopped'),
    pid: () => child?.pid ?? null,
    starts: () => starts,
    port: () => port,
    start,
    async kill(signal) {
      if (!child) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
    log: () => log,
  };
}

/** The port in the line with which the bot says that it has started; null for any other line. */
function startedPort(line: string): number | null {
  if (!line.includes('ppm-oncall has started')) return null;
  return Number(/"port":(\d+)/.exec(line)?.[1] ?? 0);
}
