// The payloads of commands, interactions and events, field by field as Slack sends them.
import type { Json } from '../json.js';
import type { Channel, Workspace } from '../state/workspace.js';
import type { Envelope } from './envelope.js';
import { verificationToken } from './http-mode.js';

export function channelName(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'public' ? channel.name : 'privategroup';
}

/** The fields that every interaction has. */
function interaction(ws: Workspace, user: string): Json {
  const { bot, workspace } = ws.settings.seed;
  const handle = ws.members.get(user)?.handle ?? user;
  return {
    user: { id: user, username: handle, name: handle, team_id: workspace.id },
    api_app_id: bot.appId,
    token: verificationToken,
    team: { id: workspace.id, domain: workspace.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** An interaction of one type. Only answers to view_submission and block_suggestion are looked at. */
export function interactive(ws: Workspace, user: string, type: string, fields: Json): Envelope {
  return {
    type: 'interactive',
    name: type,
    payload: { type, ...interaction(ws, user), ...fields },
    acceptsResponse: type === 'view_submission' || type === 'block_suggestion',
  };
}

export function slashCommand(
  ws: Workspace,
  user: string,
  channel: Channel,
  fields: { text: string; response_url: string; trigger_id: string },
): Envelope {
  const { bot, workspace } = ws.settings.seed;
  return {
    type: 'slash_commands',
    name: 'slash_commands',
    payload: {
      token: verificationToken,
      team_id: workspace.id,
      team_domain: workspace.domain,
      channel_id: channel.id,
      channel_name: channelName(channel),
      user_id: user,
      user_name: ws.members.get(user)?.handle ?? user,
      command: bot.command,
      api_app_id: bot.appId,
      is_enterprise_install: 'false',
      ...fields,
    },
    acceptsResponse: true,
  };
}

export function eventCallback(ws: Workspace, event: Json & { type: string }): Envelope {
  const { bot, workspace } = ws.settings.seed;
  return {
    type: 'events_api',
    name: event.type,
    payload: {
      token: verificationToken,
      team_id: workspace.id,
      context_team_id: workspace.id,
      context_enterprise_id: null,
      api_app_id: bot.appId,
      event,
      type: 'event_callback',
      event_id: ws.clock.id('Ev'),
      event_time: Math.floor(ws.clock.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: workspace.id,
          user_id: bot.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
    },
    acceptsResponse: false,
  };
}

export function responseUrl(ws: Workspace, kind: 'commands' | 'actions', secret: string): string {
  return `${ws.url}/${kind}/${ws.settings.seed.workspace.id}/${secret}`;
}
