// A simulator with a real Bolt app on it, started and stopped for one test.
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, type Logger } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { onTestFinished, vi } from 'vitest';
import { credentials } from '../../../sandbox/company.js';
import {
  startSlack,
  type SlackOptions,
  type SlackSimulator,
} from '../../../sandbox/slack/index.js';

export const ana = 'U01ANA';
export const ben = 'U02BEN';
export const oncall = 'C01ONCALL';
export const general = 'C02GENERAL';

/** Failures are what these tests are about; they must not fill the screen. */
export const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** A simulator that stops with the test. Limits are off unless the test asks for them. */
export async function slack(options: SlackOptions = {}): Promise<SlackSimulator> {
  const simulator = await startSlack({ rate: false, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A client that gives up at once, so that failures show. */
export function webClient(simulator: SlackSimulator, token: string = credentials.slackBotToken) {
  return new WebClient(token, {
    slackApiUrl: simulator.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
}

/** A Bolt app in Socket Mode, connected. */
export async function boltApp(simulator: SlackSimulator, listen: (app: App) => void): Promise<App> {
  const clientOptions = { slackApiUrl: simulator.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: credentials.slackAppToken,
    installerOptions: { clientOptions },
    logger: quiet,
    clientPingTimeout: 200,
  });
  const app = new App({
    token: credentials.slackBotToken,
    receiver,
    clientOptions,
    logger: quiet,
  });
  listen(app);
  const before = simulator.connections();
  await app.start();
  await until(() => simulator.connections() > before);
  onTestFinished(async () => {
    await app.stop();
    // stop() does not wait for the socket to close, and a simulator that goes first is logged as an error.
    await until(() => simulator.connections() <= before);
  });
  return app;
}

/** A Bolt app that takes signed HTTP requests; returns its request URL. */
export async function httpApp(
  simulator: SlackSimulator,
  signingSecret: string,
  listen: (app: App) => void,
): Promise<string> {
  const receiver = new HTTPReceiver({ signingSecret, logger: quiet });
  const app = new App({
    token: credentials.slackBotToken,
    receiver,
    clientOptions: { slackApiUrl: simulator.apiUrl },
    logger: quiet,
  });
  listen(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    await app.stop();
  });
  const address = 'address' in server ? server.address() : null;
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/slack/events`;
}

const patience = { interval: 5, timeout: 5000 };

/** Waits until it no longer throws or returns false. */
export function until<Value>(
  look: () => Value | Promise<Value>,
): Promise<Exclude<Value, false | undefined>> {
  return vi.waitFor(async () => {
    const seen = await look();
    if (!isThere(seen)) throw new Error('not yet');
    return seen;
  }, patience);
}

function isThere<Value>(value: Value): value is Exclude<Value, false | undefined> {
  return value !== false && value !== undefined;
}

/** The name of the error that Slack answered. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return 'no error';
  } catch (error) {
    if (error instanceof Error && 'data' in error && isAnswer(error.data)) return error.data.error;
    throw error;
  }
}

function isAnswer(data: unknown): data is { error: string } {
  return typeof data === 'object' && data !== null && 'error' in data;
}

export const section = (text: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text },
});
export const button = (actionId: string, value = 'v') => ({
  type: 'button' as const,
  action_id: actionId,
  value,
  text: { type: 'plain_text' as const, text: actionId },
});
