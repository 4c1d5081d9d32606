// The whole pretend company on this machine: Slack, a Databricks warehouse, and the bot between them. The sandbox, its
// tour, the tests and the benchmarks all start it here.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { createBotProcess, type BotOptions, type BotProcess } from './bot-process.js';
import { startWarehouse, type Warehouse, type WarehouseOptions } from './databricks/index.js';
import { startSlack, type SlackOptions, type SlackSimulator } from './slack/index.js';

export interface PretendCompany {
  slack: SlackSimulator;
  warehouse: Warehouse;
  bot: BotProcess;
  /** Where the bot keeps its memory. */
  dataDir: string;
  botOptions: BotOptions;
  close(): Promise<void>;
}

export interface CompanyOptions {
  slack?: SlackOptions;
  warehouse?: WarehouseOptions;
  bot?: Pick<BotOptions, 'compiled' | 'extra' | 'configPath'>;
}

/** Starts the outside systems; `bot.start()` is the caller's to call. */
export async function openCompany(options: CompanyOptions = {}): Promise<PretendCompany> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ppm-oncall-'));
  const warehouse = await startWarehouse(options.warehouse);
  const slack = await startSlack({ ...(await fromManifest()), ...options.slack });
  const botOptions: BotOptions = { slackApiUrl: slack.apiUrl, warehouse, dataDir, ...options.bot };
  const bot = createBotProcess(botOptions);
  return {
    slack,
    warehouse,
    bot,
    dataDir,
    botOptions,
    async close() {
      await bot.kill('SIGKILL');
      await slack.close();
      await warehouse.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const manifestSchema = z.object({
  features: z.object({ slash_commands: z.tuple([z.object({ should_escape: z.boolean() })]) }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** The bot gets what its manifest asks for and nothing else, so that what is missing there shows. */
async function fromManifest(): Promise<Pick<SlackOptions, 'scopes' | 'escapeCommands'>> {
  const text = await readFile(new URL('../manifest.yml', import.meta.url), 'utf8');
  const { features, oauth_config } = manifestSchema.parse(parse(text));
  return {
    scopes: oauth_config.scopes.bot,
    escapeCommands: features.slash_commands[0].should_escape,
  };
}
