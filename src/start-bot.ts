// The bot as a whole: the house with Slack at its door.
import { setTimeout as pause } from 'node:timers/promises';
import { createAnswers } from './bot/answers.js';
import { choicesFrom } from './bot/desk/choices.js';
import { createHandler } from './bot/desk/desk.js';
import type { Desk } from './bot/desk/desk-parts.js';
import { startGroupRefresh } from './bot/group-refresh.js';
import { startHttpServer } from './bot/http-server.js';
import { listen } from './bot/listeners/listen.js';
import { notionWebhook } from './bot/webhooks/notion.js';
import { pictureOf } from './bot/pictures/picture-of.js';
import { alertWebhooks } from './bot/webhooks/alerts/alert-webhooks.js';
import { createBudget } from './bot/publisher/budget.js';
import { createLinks } from './bot/publisher/links.js';
import { createPublisher } from './bot/publisher/publisher.js';
import { createSlackMessages } from './bot/publisher/slack-messages.js';
import { createSlackApp, createWebClient, type SlackApp } from './bot/slack-app.js';
import type { WebClient } from '@slack/web-api';
import { slackFailure } from './bot/publisher/slack-failure.js';
import { ConfigurationError } from './config/problems.js';
import type { BotSettings } from './config/environment.js';
import type { Loaded } from './config/load.js';
import { createHome } from './bot/home/home.js';
import { createHintBox, type HintBox } from './services/notion/webhooks/hints.js';
import { askProbe } from './services/overview-probes.js';
import { every } from './services/every.js';
import { dashboardFor } from './services/dashboard/dashboard.js';
import { createPublisherMetrics } from './services/metrics/publisher-metrics.js';
import { addWaitingMetrics } from './services/metrics/waiting-metrics.js';
import { createInbox } from './services/requests/inbox.js';
import { startResponse } from './services/response/response-loops.js';
import { syncHealth } from './services/sync/sync-health.js';
import { startHintSync } from './services/sync/hint-sync.js';
import { startPolling } from './services/sync/polling.js';
import { startUpkeep } from './services/upkeep/upkeep-loops.js';
import { buildHouse, type House } from './wiring.js';

/** Milliseconds between two questions what time the store has. */
const agreeEvery = 10_000;

export interface Bot {
  /** Port of /health, /ready, /metrics and, in HTTP mode, /slack/events. */
  port: number;
  /** Takes nothing new, finishes what was accepted, closes. */
  stop(): Promise<void>;
}

/**
 * @param fatal told when Slack refuses the bot after the start
 * @throws ConfigurationError when Slack refuses the bot token
 */
export async function startBot(
  given: Loaded<BotSettings>,
  fatal: (error: ConfigurationError) => void,
): Promise<Bot> {
  const house = buildHouse(given);
  try {
    return await open(house, given, fatal);
  } catch (error) {
    // What is connected would keep a process alive that serves nobody.
    await house.close();
    throw error;
  }
}

async function open(
  house: House,
  given: Loaded<BotSettings>,
  fatal: (error: ConfigurationError) => void,
): Promise<Bot> {
  const { settings, config } = given;
  const { engine, store, log, metrics, directory, clock } = house;
  const { now } = clock;
  // Before anything is compared with a time that another replica has written.
  await clock.agree();
  const client = createWebClient(settings, log);
  for (const { name, reason } of given.warnings) log.warn({ name, reason }, 'a setting looks odd');
  await refuseBadToken(client);
  const slack = createSlackApp(settings, config.slack.mode, log);
  const linkTo = createLinks(client, store);
  const publisher = createPublisher(
    {
      store,
      log,
      owner: house.owner,
      now,
      messages: createSlackMessages(client),
      budget: createBudget(now, house.replicas.limit),
      picture: pictureOf(house, config, (incident) => linkTo('incident', incident)),
      metrics: createPublisherMetrics(metrics.registry, now),
    },
    config.engine.sweepSeconds * 1000,
  );
  house.onRunChange(({ id }) => publisher.wake({ kind: 'run', id }));
  // In HTTP mode Slack comes to us: there is no connection that could be asked.
  if (config.slack.mode === 'socket') addSlackProbe(house, slack);
  house.onRedraw(publisher.wake);
  house.onOutput(publisher.wakeOutput);
  addWaitingMetrics({ registry: metrics.registry, store, now });
  const home = createHome({
    store,
    client,
    log,
    now,
    linkTo,
    dashboardOf: (user) => dashboardFor(house.dashboardParts, directory.fromSlack(user)),
  });
  const hints = createHintBox({ store, now });
  const desk: Desk = {
    engine,
    directory,
    client,
    log,
    operations: house.operations,
    audit: house.audit,
    answers: createAnswers(client),
    now,
    choices: choicesFrom(config),
    channel: settings.PPM_CHANNEL,
    hints,
    home,
    openIncidents: () => house.response.incidents.list('open', 20),
  };
  const inbox = createInbox({
    store,
    log,
    now,
    owner: house.owner,
    sweepMillis: config.engine.sweepSeconds * 1000,
    leaseMillis: config.engine.leaseSeconds * 1000,
    queue: house.replicas.queue,
  });
  listen(slack.app, { inbox, desk, received: metrics.received });
  const http = await startHttpServer(settings.PORT, {
    registry: metrics.registry,
    slackEvents: slack.requestListener,
    webhooks: {
      '/webhooks/notion': notionWebhook({ inbox, tokens: house.notionWebhook, log }),
      ...alertWebhooks({
        intake: house.response.alertEngine.intake,
        secrets: {
          alertmanager: settings.ALERTMANAGER_WEBHOOK_SECRET,
          grafana: settings.GRAFANA_WEBHOOK_SECRET,
          databricks: settings.DATABRICKS_WEBHOOK_PASSWORD,
          github: settings.GITHUB_WEBHOOK_SECRET,
        },
        replaySeconds: config.alerts.replaySeconds,
        now,
        log,
      }),
    },
    ready: () => readiness(house),
    syncHealth: () => syncHealth(house.dashboardParts),
  });
  house.replicas.election.stand();
  engine.start();
  publisher.start();
  inbox.start(createHandler(desk));
  const syncs = startSyncs({ config, engine, hints, log, now });
  const responding = startResponse({
    ...house,
    config,
    channel: settings.PPM_CHANNEL,
    ask: engine.ask,
    now,
    registry: metrics.registry,
    redraw: publisher.wake,
  });
  home.start();
  const agreeing = every(agreeEvery, clock.agree, () => {});
  const upkeep = startUpkeep({
    upkeep: house.upkeep,
    incidents: house.response.incidents,
    config: config.upkeep,
    store,
    log,
    now,
    replicas: house.replicas,
  });
  const groups = startGroupRefresh(client, config, house.groups, log, now);
  slack.connect().catch((error: unknown) => {
    log.error({ err: error }, 'Slack could not be connected');
    const failure = slackFailure(error);
    if (failure.kind === 'refused') fatal(refused('SLACK_APP_TOKEN', failure.error));
  });
  log.info({ port: http.port, channel: settings.PPM_CHANNEL }, 'ppm-oncall has started');

  return {
    port: http.port,
    async stop() {
      // Whoever stands before this process sends elsewhere from now on; what comes here all the same is still taken.
      await Promise.all([http.drain(), slack.disconnect()]);
      await http.close();
      house.replicas.queue.leave();
      // Side by side: all of it together has as long as running work has.
      const ended = Promise.all([
        groups.stop(),
        home.stop(),
        agreeing.stop(),
        upkeep.stop(),
        syncs.stop(),
        responding.stop(),
        inbox.stop(),
        engine.stop(),
      ]);
      const patience = (config.engine.drainSeconds + 1) * 1000;
      await Promise.race([ended, pause(patience, undefined, { ref: false })]);
      await publisher.stop();
      await house.close();
      log.info({}, 'ppm-oncall has stopped');
    },
  };
}

/** What the bot syncs by itself: at its times, and what Notion says has changed. */
function startSyncs({
  config,
  engine,
  hints,
  log,
  now,
}: Pick<Loaded<BotSettings>, 'config'> &
  Pick<House, 'engine' | 'log'> & { hints: HintBox; now: () => number }): {
  stop(): Promise<void>;
} {
  const shared = { systems: config.systems, runs: engine.runs, log, lookEveryMs: 2_000 };
  const polling = startPolling({ ...shared, now });
  const following = startHintSync({ ...shared, hints });
  return {
    async stop() {
      await Promise.all([polling.stop(), following.stop()]);
    },
  };
}

function addSlackProbe(house: House, slack: SlackApp): void {
  house.addProbe({
    name: 'Slack',
    onDemand: false,
    async ask() {
      if (!slack.connected()) throw new Error('not connected');
      return 'connected';
    },
  });
}

/** What stands behind /ready: everything that is asked for nothing. */
async function readiness(house: House): Promise<Record<string, boolean>> {
  const signal = new AbortController().signal;
  const asked = house.probes
    .filter((probe) => !probe.onDemand)
    .map(async (probe): Promise<[string, boolean]> => [
      probe.name,
      (await askProbe(probe, signal)).ok,
    ]);
  return Object.fromEntries(await Promise.all(asked));
}

/** A Slack that is away stops nothing: what was asked before goes on. */
async function refuseBadToken(client: WebClient): Promise<void> {
  try {
    await client.auth.test();
  } catch (error) {
    const failure = slackFailure(error);
    if (failure.kind === 'refused') throw refused('SLACK_BOT_TOKEN', failure.error);
  }
}

function refused(name: string, why: string): ConfigurationError {
  return new ConfigurationError([{ name, reason: `is refused by Slack: ${why}` }]);
}
