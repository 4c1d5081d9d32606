// What a Slack simulator can be started with, and what it is when nothing is said: the pretend company.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bot, channels, credentials, people, userGroups, workspace } from '../company.js';
import { defaultRateLimits, type RateLimits } from './rate.js';

/** Takes a request that is not Slack's; false: not mine either. */
export type RouteHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>;

export interface HttpMode {
  /** Where Slack posts commands, interactivity and events, e.g. http://127.0.0.1:3000/slack/events */
  requestUrl: string;
  signingSecret: string;
}

export interface Seed {
  people: readonly { id: string; handle: string; name: string; title: string; tz: string }[];
  userGroups: readonly { id: string; handle: string; name: string; users: readonly string[] }[];
  channels: readonly {
    id: string;
    name: string;
    topic: string;
    /** Ids of people; everybody when absent. */
    members?: readonly string[];
    isPrivate?: boolean;
    /** Whether the bot has been invited; only then may it read and post there. */
    botIsMember?: boolean;
  }[];
  bot: { userId: string; botId: string; appId: string; name: string; command: string };
  workspace: { id: string; name: string; domain: string };
  botToken: string;
  appToken: string;
}

export interface SlackOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Loopback unless said otherwise: the tokens are known to everybody. */
  host?: string;
  /** Milliseconds since 1970; rules trigger ids, response URLs, rate limits and time stamps. */
  now?: () => number;
  /** false: no limits. Or limits by method name that replace the documented ones; false for one method switches it off. */
  rate?: false | Partial<Record<string, RateLimits[string] | false>>;
  /** Scopes the bot was installed with. */
  scopes?: readonly string[];
  /** Events the app has subscribed to: app_home_opened, app_mention, message.channels, message.im. */
  events?: readonly string[];
  /** Post to a URL instead of using Socket Mode. */
  httpMode?: HttpMode;
  seed?: Seed;
  /** How long the bot has to acknowledge; 3000 at Slack. */
  ackDeadlineMs?: number;
  /** When an event that was not acknowledged is sent again; at Slack at once, after 1 min and after 5 min. */
  eventRetryDelaysMs?: readonly number[];
  /** Between Slack's WebSocket pings. */
  pingIntervalMs?: number;
  /** The app's `should_escape`: @ben becomes <@U02BEN|ben> in the text of a command. */
  escapeCommands?: boolean;
  /** The app's shortcuts in a message's menu; others are refused. */
  messageShortcuts?: readonly { name: string; callbackId: string }[];
  extraRoutes?: RouteHandler;
}

export type Settings = Required<Omit<SlackOptions, 'httpMode' | 'extraRoutes' | 'rate'>> & {
  rate: RateLimits;
};

const companySeed: Seed = {
  people,
  userGroups,
  // The bot sits in the on-call channel only: elsewhere it is not_in_channel, as it would be.
  channels: channels.map((channel, index) => ({ ...channel, botIsMember: index === 0 })),
  bot,
  workspace,
  botToken: credentials.slackBotToken,
  appToken: credentials.slackAppToken,
};

export const defaultScopes = [
  'app_mentions:read',
  'bookmarks:read',
  'bookmarks:write',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'im:history',
  'im:read',
  'im:write',
  'pins:read',
  'pins:write',
  'reactions:read',
  'reactions:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
] as const;

export function settle(options: SlackOptions): Settings {
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    now: options.now ?? Date.now,
    rate: settleRates(options.rate),
    scopes: options.scopes ?? defaultScopes,
    events: options.events ?? ['app_home_opened', 'app_mention', 'message.im'],
    seed: options.seed ?? companySeed,
    ackDeadlineMs: options.ackDeadlineMs ?? 3000,
    eventRetryDelaysMs: options.eventRetryDelaysMs ?? [0, 60_000, 300_000],
    pingIntervalMs: options.pingIntervalMs ?? 10_000,
    escapeCommands: options.escapeCommands ?? false,
    messageShortcuts: options.messageShortcuts ?? [],
  };
}

function settleRates(rate: SlackOptions['rate']): RateLimits {
  if (rate === false) return {};
  const limits = { ...defaultRateLimits };
  for (const [method, limit] of Object.entries(rate ?? {})) {
    if (limit === false) delete limits[method];
    else if (limit !== undefined) limits[method] = limit;
  }
  return limits;
}
