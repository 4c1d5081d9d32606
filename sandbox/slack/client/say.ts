// What a person types: slash commands and messages.
import type { Courier } from '../delivery/courier.js';
import { eventCallback, responseUrl, slashCommand } from '../delivery/payloads.js';
import type { ClientAction, ClientResult } from '../protocol.js';
import { findMessage, noteToUser, postMessage } from '../state/messages.js';
import { botId, type Channel, type StoredMessage, type Workspace } from '../state/workspace.js';
import { ApiError } from '../web-api/method.js';
import { respond } from '../web-api/respond.js';
import { commandFailed, refused } from './outcome.js';

type Of<Type extends ClientAction['type']> = Extract<ClientAction, { type: Type }>;

/** Slack's three escapes; everything it hands to apps has them, command text included. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Turns @ben, @ppm-approvers and #general into Slack's references. What is one already is left alone. */
function withReferences(ws: Workspace, text: string, labelled: boolean): string {
  const reference = (sigil: string, id: string, label: string) =>
    `<${sigil}${id}${labelled ? `|${label}` : ''}>`;
  return text
    .split(/(<[@#!][^<>\s]+>)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : escaped(part)
            .replace(/(?<![\w@])@([\w.-]*\w)/g, (whole, name: string) => {
              const member = [...ws.members.values()].find((each) => each.handle === name);
              if (member !== undefined) return reference('@', member.id, name);
              const group = ws.userGroups.find((each) => each.handle === name);
              return group === undefined ? whole : reference('!subteam^', group.id, `@${name}`);
            })
            .replace(/(?<![\w#])#([\w-]+)/g, (whole, name: string) => {
              const channel = [...ws.channels.values()].find((each) => each.name === name);
              return channel === undefined ? whole : reference('#', channel.id, name);
            }),
    )
    .join('');
}

export function channelOf(ws: Workspace, user: string, id: string): Channel | undefined {
  const channel = ws.channels.get(id);
  return channel?.members.has(user) === true ? channel : undefined;
}

export async function runCommand(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: Of<'command'>,
): Promise<ClientResult> {
  const channel = channelOf(ws, user, action.channel);
  if (channel === undefined) return refused('channel_not_found');
  if (!ws.settings.scopes.includes('commands')) return refused('unknown_command');
  channel.readUpTo.set(user, ws.clock.ts());

  const target = { user, channel: channel.id };
  const triggerId = ws.triggers.issue(user);
  const text = ws.settings.escapeCommands
    ? withReferences(ws, action.text, true)
    : escaped(action.text);
  const outcome = await courier.deliver(
    slashCommand(ws, user, channel, {
      text: text.trim(),
      response_url: responseUrl(ws, 'commands', ws.responseUrls.issue(target)),
      trigger_id: triggerId,
    }),
  );
  if (!outcome.acked) return commandFailed(ws, user, channel.id, outcome.error);
  if (outcome.response === undefined) return { ok: true, triggerId };
  try {
    respond(ws, target, outcome.response);
    return { ok: true, triggerId };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    noteToUser(
      ws,
      user,
      `${ws.settings.seed.bot.command} failed with the error "${error.message}"`,
      channel.id,
    );
    return refused(error.message);
  }
}

/** The events this message is for the bot, if it has subscribed to them and may read them. */
function eventsFor(ws: Workspace, channel: Channel, message: StoredMessage): string[] {
  const { events, scopes } = ws.settings;
  if (!channel.members.has(botId(ws))) return [];
  const mentioned = message.text.includes(`<@${botId(ws)}`);
  const direct = channel.kind === 'im';
  const wanted = [
    ...(mentioned && !direct ? [['app_mention', 'app_mention', 'app_mentions:read']] : []),
    direct
      ? ['message', 'message.im', 'im:history']
      : ['message', 'message.channels', 'channels:history'],
  ];
  return wanted.flatMap(([type = '', subscription = '', scope = '']) =>
    events.includes(subscription) && scopes.includes(scope) ? [type] : [],
  );
}

export function say(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: Of<'message'>,
): ClientResult {
  const channel = channelOf(ws, user, action.channel);
  if (channel === undefined) return refused('channel_not_found');
  if (action.text.trim() === '') return refused('no_text');
  const { threadTs } = action;
  if (threadTs !== undefined && findMessage(ws, channel.id, threadTs) === undefined)
    return refused('thread_not_found');

  const message = postMessage(ws, {
    channel: channel.id,
    user,
    text: withReferences(ws, action.text, false),
    blocks: [],
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  channel.readUpTo.set(user, message.ts);
  for (const type of eventsFor(ws, channel, message)) {
    courier.event(
      eventCallback(ws, {
        type,
        user,
        text: message.text,
        ts: message.ts,
        channel: channel.id,
        team: ws.settings.seed.workspace.id,
        event_ts: message.ts,
        ...(type === 'message' ? { channel_type: channel.kind === 'im' ? 'im' : 'channel' } : {}),
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      }),
    );
  }
  return { ok: true, ts: message.ts };
}
