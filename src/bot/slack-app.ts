// Bolt, in Socket Mode or behind a public address. It receives; cards and answers go out by the publisher and the desk.
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, type Logger } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { RequestListener } from 'node:http';
import type { BotSettings } from '../config/environment.js';
import type { Config } from '../config/schema.js';
import type { Log } from '../services/log.js';

type SlackSettings = Pick<
  BotSettings,
  'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN' | 'SLACK_SIGNING_SECRET' | 'SLACK_API_URL'
>;

export interface SlackApp {
  app: App;
  /** In HTTP mode, what /slack/events is answered by. */
  requestListener: RequestListener | null;
  /** Resolves when the bot can hear Slack. @throws when Slack refuses the tokens */
  connect(): Promise<void>;
  connected(): boolean;
  /** Hears nothing more after it resolves. */
  disconnect(): Promise<void>;
}

/** The publisher and the desk have their own patience: no retries below them, and a 429 is told at once. */
export function createWebClient(settings: SlackSettings, log: Log): WebClient {
  return new WebClient(settings.SLACK_BOT_TOKEN, {
    slackApiUrl: settings.SLACK_API_URL,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    logger: quietLogger(log),
  });
}

export function createSlackApp(
  settings: SlackSettings,
  mode: Config['slack']['mode'],
  log: Log,
): SlackApp {
  const logger = quietLogger(log);
  // While Slack is away the connection is tried for ever; with a limit the client would give up in an unhandled rejection.
  const patient = {
    slackApiUrl: settings.SLACK_API_URL,
    retryConfig: { forever: true, minTimeout: 500, factor: 1.5, maxTimeout: 5_000 },
  };
  const socket =
    mode === 'socket' && settings.SLACK_APP_TOKEN
      ? new SocketModeReceiver({
          appToken: settings.SLACK_APP_TOKEN,
          logger,
          // Also the pause before a reconnect; Slack's own default is 5 s, too long to be deaf.
          clientPingTimeout: 2_000,
          installerOptions: { clientOptions: patient },
        })
      : null;
  const http =
    mode === 'http' && settings.SLACK_SIGNING_SECRET
      ? new HTTPReceiver({ signingSecret: settings.SLACK_SIGNING_SECRET, logger })
      : null;
  const receiver = socket ?? http;
  if (!receiver) throw new Error(`The secret that ${mode} mode needs is missing`);
  const app = new App({
    receiver,
    logger,
    clientOptions: { slackApiUrl: settings.SLACK_API_URL },
    // One workspace, one token: by itself Bolt would ask auth.test again with each request.
    authorize: async () => ({ botToken: settings.SLACK_BOT_TOKEN }),
    deferInitialization: true,
  });
  app.error(async (error) => {
    log.error({ err: error }, 'a Slack request could not be taken');
  });
  let hears = false;
  socket?.client.on('connected', () => {
    hears = true;
  });
  for (const event of ['close', 'disconnected', 'reconnecting'])
    socket?.client.on(event, () => {
      hears = false;
    });

  return {
    app,
    requestListener: http?.requestListener ?? null,
    async connect() {
      await app.init();
      if (socket) await socket.start();
      hears = true;
    },
    connected: () => hears,
    async disconnect() {
      hears = false;
      if (socket) await socket.stop();
    },
  };
}

/** Slack's libraries print whole payloads at debug and narrate at info; warnings and errors are ours to see. */
function quietLogger(log: Log): Logger {
  const text = (parts: unknown[]): string => parts.map(String).join(' ');
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({ said: text(parts) }, 'the Slack library warns'),
    error: (...parts) => log.error({ said: text(parts) }, 'the Slack library failed'),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
