// The pretend company's outside systems, with the bot's process between them. The sandbox, its
// tour, the tests and the benchmarks all start it here.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { startAlertSenders, type AlertSenders } from './alerts/index.js';
import { createBotProcess, type BotOptions, type BotProcess } from './bot-process.js';
import { credentials } from './company.js';
import { startWarehouse, type Warehouse, type WarehouseOptions } from './databricks/index.js';
import { startMongo, type MongoSimulator } from './mongodb/index.js';
import { startNotion, type NotionOptions, type NotionSimulator } from './notion/index.js';
import { startPager, type Pager } from './pager/index.js';
import { startSlack, type SlackOptions, type SlackSimulator } from './slack/index.js';
import { syncFaultFile, type SyncFaultFile } from './systems/faults.js';
import { startNotionBotApi } from './systems/notion-bot-api.js';
import { openTaskStore, taskDocuments } from './systems/task-store.js';

export interface PretendCompany {
  slack: SlackSimulator;
  warehouse: Warehouse;
  notion: NotionSimulator;
  /** MongoDB of the Notion Bot API. */
  mongo: MongoSimulator;
  /** Alertmanager, Grafana, Databricks and GitHub, which tell the bot of alerts. */
  alerts: AlertSenders;
  /** The second channel, and the dead-man's-switch. */
  pager: Pager;
  bot: BotProcess;
  /** Faults of the syncs that the bot starts at other systems. */
  syncFaults: SyncFaultFile;
  /** Where the bot keeps its memory. */
  dataDir: string;
  botOptions: BotOptions;
  close(): Promise<void>;
}

export interface CompanyOptions {
  slack?: SlackOptions;
  warehouse?: WarehouseOptions;
  notion?: NotionOptions;
  /** `configPath`: of a configuration to take instead of the company's own. */
  bot?: Pick<BotOptions, 'compiled' | 'extra'> & { configPath?: string };
}

/** Starts the outside systems; `bot.start()` is the caller's to call. */
export async function openCompany(options: CompanyOptions = {}): Promise<PretendCompany> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ppm-oncall-'));
  let bot: BotProcess | null = null;
  const [warehouse, slack, notion, mongo, alerts, pager] = await Promise.all([
    startWarehouse(options.warehouse),
    fromManifest().then((manifest) => startSlack({ ...manifest, ...options.slack })),
    startNotion(options.notion),
    startMongo({ documents: taskDocuments(Date.now()) }),
    startAlertSenders({
      botUrl: () => `http://127.0.0.1:${bot?.port() ?? 0}`,
      secrets: {
        alertmanager: credentials.alertmanagerSecret,
        grafana: credentials.grafanaSecret,
        databricks: credentials.databricksWebhookPassword,
        github: credentials.githubSecret,
      },
    }),
    startPager({ routingKey: credentials.pagerKey }),
  ]);
  const syncFaults = syncFaultFile(dataDir);
  const botApi = await startNotionBotApi({
    notionUrl: notion.url,
    notionToken: credentials.notionToken,
    store: openTaskStore(mongo),
    faults: syncFaults,
  });
  const botOptions: BotOptions = {
    slackApiUrl: slack.apiUrl,
    notionUrl: notion.url,
    mongoUri: mongo.uri,
    warehouse,
    dataDir,
    ...options.bot,
    configPath: await placedConfig(dataDir, options.bot?.configPath ?? ownConfig, {
      botApi: botApi.url,
      alertmanager: alerts.url,
      pager: pager.url,
    }),
  };
  const started = createBotProcess(botOptions);
  bot = started;
  return {
    slack,
    warehouse,
    notion,
    mongo,
    alerts,
    pager,
    bot: started,
    syncFaults,
    dataDir,
    botOptions,
    async close() {
      await started.kill('SIGKILL');
      await Promise.all([slack.close(), alerts.close(), pager.close()]);
      await botApi.close();
      await Promise.all([warehouse.close(), notion.close(), mongo.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const ownConfig = fileURLToPath(new URL('ppm.config.yaml', import.meta.url));
/** Where the systems that the bot calls are in the configuration. */
const placeholders = {
  botApi: 'http://localhost:8000',
  alertmanager: 'http://localhost:9093',
  pager: 'http://localhost:9900',
} as const;
type Placed = Readonly<Record<keyof typeof placeholders, string>>;

/** A copy of the configuration in which every system has its real address; gives the copy's path. */
async function placedConfig(dataDir: string, from: string, placed: Placed): Promise<string> {
  const path = join(dataDir, 'ppm.config.yaml');
  const text = await readFile(from, 'utf8');
  const addressed = text
    .replaceAll(placeholders.botApi, placed.botApi)
    .replaceAll(placeholders.alertmanager, placed.alertmanager)
    .replaceAll(placeholders.pager, placed.pager);
  await writeFile(path, addressed);
  return path;
}

const manifestSchema = z.object({
  features: z.object({
    slash_commands: z.tuple([z.object({ should_escape: z.boolean() })]),
    shortcuts: z
      .array(
        z.object({
          name: z.string(),
          type: z.enum(['message', 'global']),
          callback_id: z.string(),
        }),
      )
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** The bot gets what its manifest asks for and nothing else, so that what is missing there shows. */
async function fromManifest(): Promise<
  Pick<SlackOptions, 'scopes' | 'escapeCommands' | 'messageShortcuts'>
> {
  const text = await readFile(new URL('../manifest.yml', import.meta.url), 'utf8');
  const { features, oauth_config } = manifestSchema.parse(parse(text));
  return {
    scopes: oauth_config.scopes.bot,
    escapeCommands: features.slash_commands[0].should_escape,
    messageShortcuts: features.shortcuts
      .filter(({ type }) => type === 'message')
      .map(({ name, callback_id: callbackId }) => ({ name, callbackId })),
  };
}
