// The pretend company's outside systems, with the bot's process between them. The sandbox, its
// tour, the tests and the benchmarks all start it here.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { startAlertSenders, type AlertSenders } from './alerts/index.js';
import type { BotOptions, BotProcess } from './bot-process.js';
import { credentials } from './company.js';
import { startWarehouse, type Warehouse, type WarehouseOptions } from './databricks/index.js';
import { startDns, type DnsSimulator } from './dns/index.js';
import { startGithub, type GithubOptions, type GithubSimulator } from './github/index.js';
import { startMongo, type MongoSimulator } from './mongodb/index.js';
import { startNotion, type NotionOptions, type NotionSimulator } from './notion/index.js';
import { startPager, type Pager } from './pager/index.js';
import { seededIndexes } from './mongodb/seeds.js';
import { mongoToolFaults, placedConfig } from './placed-config.js';
import { startPortal, type Portal } from './portal/index.js';
import { startRedis, type RedisSimulator } from './redis/index.js';
import { openReplicas, type Replicas } from './replicas.js';
import { startSlack, type SlackOptions, type SlackSimulator } from './slack/index.js';
import { syncFaultFile, type SyncFaultFile } from './systems/faults.js';
import { startSystems, type FiveSystems } from './systems/index.js';
import { componentStates, type ComponentState } from './systems/component-states.js';
import { createSwitches, type Switches } from './systems/switches.js';
import { taskDocuments } from './systems/task-store.js';

export interface PretendCompany {
  slack: SlackSimulator;
  warehouse: Warehouse;
  notion: NotionSimulator;
  /** MongoDB and Redis of the Notion Bot API. */
  mongo: MongoSimulator;
  redis: RedisSimulator;
  /** Knows the names of the systems' interfaces. */
  dns: DnsSimulator;
  /** The customers' portal of OberaConnect. */
  portal: Portal;
  github: GithubSimulator;
  /** The servers of the five systems. */
  systems: FiveSystems;
  /** Whatever goes wrong in the runbooks, on switches. */
  switches: Switches;
  /** How the components of the configuration are, as the simulators know it. */
  componentStates(): Promise<ComponentState[]>;
  /** Alertmanager, Grafana, Databricks and GitHub, which tell the bot of alerts. */
  alerts: AlertSenders;
  /** The second channel, and the dead-man's-switch. */
  pager: Pager;
  /** The bot; of several replicas the first. */
  bot: BotProcess;
  bots: readonly BotProcess[];
  /** All processes of the bot, what they share, and the balancer before them. */
  replicas: Replicas;
  /** Faults of the syncs that the bot starts at other systems. */
  syncFaults: SyncFaultFile;
  /** Where the bot keeps its memory. */
  dataDir: string;
  botOptions: BotOptions;
  close(): Promise<void>;
}

export interface CompanyOptions {
  /** How many processes of the bot there are; 1 when nothing is said. */
  replicas?: number;
  slack?: SlackOptions;
  warehouse?: WarehouseOptions;
  notion?: NotionOptions;
  github?: Partial<Pick<GithubOptions, 'paceMs' | 'listDelayMs'>>;
  /** `configPath`: of a configuration to take instead of the company's own. */
  bot?: Pick<BotOptions, 'compiled' | 'extra'> & { configPath?: string };
}

/** Starts the outside systems; `bot.start()` is the caller's to call. */
export async function openCompany(options: CompanyOptions = {}): Promise<PretendCompany> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ppm-oncall-'));
  let opened: Replicas | null = null;
  let deployedTo: GithubOptions['onDeployed'];
  const [warehouse, slack, notion, mongo, redis, dns, portal, github, alerts, pager] =
    await Promise.all([
      startWarehouse(options.warehouse),
      fromManifest().then((manifest) => startSlack({ ...manifest, ...options.slack })),
      startNotion(options.notion),
      startMongo({
        documents: taskDocuments(Date.now()),
        indexes: seededIndexes,
        toolFaults: mongoToolFaults(dataDir),
      }),
      startRedis({ password: credentials.redisPassword }),
      startDns({ 'api.ui.com': '127.0.0.1' }),
      startPortal({ caPath: join(dataDir, 'portal-ca.pem') }),
      startGithub({
        token: credentials.githubToken,
        login: 'ppm-oncall-bot',
        scopes: ['repo', 'workflow', 'admin:repo_hook'],
        // As the real one: a run belongs to the head of its branch, whatever it deploys.
        headSha: 'ref',
        onDeployed: (deployed) => deployedTo?.(deployed),
        ...options.github,
      }),
      startAlertSenders({
        // Before the bot has an address, whoever calls it is refused.
        botUrl: () => opened?.url() ?? 'http://127.0.0.1:0',
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
  const systems = await startSystems({
    warehouse,
    notion,
    notionToken: credentials.notionToken,
    mongo,
    redis,
    syncFaults,
    dataDir,
  });
  // What is deployed to production is what the Control Room then shows.
  deployedTo = ({ what, stage, hasMockData }) => {
    if (what === 'control-room' && stage === 'production')
      systems.flags.set('control-room-mock', hasMockData);
  };
  const outside = { notion, warehouse, mongo, redis, dns, portal, github, systems, syncFaults };
  const breakable = { ...outside, now: Date.now };
  const botOptions: BotOptions = {
    slackApiUrl: slack.apiUrl,
    notionUrl: notion.url,
    mongoUri: mongo.uri,
    redisUrl: redis.url,
    githubUrl: github.url,
    warehouse,
    dataDir,
    ...options.bot,
    configPath: await placedConfig(
      dataDir,
      options.bot?.configPath ?? ownConfig,
      {
        botApi: systems.botApiUrl,
        alertmanager: alerts.url,
        pager: pager.url,
        controlRoom: systems.controlRoom.url,
        oberaconnect: systems.oberaconnect.url,
        wittwizz: systems.wittwizz.url,
        orchestra: systems.orchestra.url,
        portalPort: portal.port,
        portalCa: portal.caPath,
        nameServer: dns.server,
      },
      Date.now(),
    ),
  };
  const replicas = await openReplicas(options.replicas ?? 1, botOptions);
  opened = replicas;
  return {
    ...outside,
    slack,
    switches: createSwitches(breakable),
    componentStates: () => componentStates(breakable),
    alerts,
    pager,
    bot: replicas.bots[0],
    bots: replicas.bots,
    replicas,
    dataDir,
    botOptions: replicas.options,
    async close() {
      await replicas.close();
      await Promise.all([slack, alerts, pager, portal, dns, github].map((one) => one.close()));
      await systems.close();
      await Promise.all([warehouse, notion, mongo, redis].map((one) => one.close()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const ownConfig = fileURLToPath(new URL('ppm.config.yaml', import.meta.url));

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
