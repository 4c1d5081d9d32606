// Finds what a person is looking at: the message, modal or Home tab that holds the element they use.
import type { Json } from '../json.js';
import { responseUrl, channelName } from '../delivery/payloads.js';
import type { Block, ClientAction, StateValues } from '../protocol.js';
import { findVisible } from '../state/messages.js';
import { findView } from '../state/views.js';
import type { Workspace } from '../state/workspace.js';
import { stateValues } from '../blocks/values.js';
import { messageJson, viewJson } from '../wire.js';

export type Container = Extract<ClientAction, { type: 'block_action' }>['container'];

export interface Found {
  ok: true;
  blocks: Block[];
  earlier: Block[][];
  channel?: string;
  /** The part of the payload that says where the interaction happened. */
  payload(values: StateValues): Json;
}

export function findContainer(
  ws: Workspace,
  user: string,
  container: Container,
): Found | { ok: false; error: string } {
  switch (container.kind) {
    case 'message':
      return inMessage(ws, user, container.channel, container.ts);
    case 'view':
      return inView(ws, user, (id) => id === container.viewId);
    case 'home': {
      const home = ws.homes.get(user);
      return inView(ws, user, (id) => id === home?.id);
    }
    default:
      return container satisfies never;
  }
}

function inMessage(
  ws: Workspace,
  user: string,
  channelId: string,
  ts: string,
): ReturnType<typeof findContainer> {
  const channel = ws.channels.get(channelId);
  const message = findVisible(ws, user, channelId, ts);
  if (channel === undefined || message === undefined)
    return { ok: false, error: 'message_not_found' };
  const isEphemeral = message.ephemeralTo !== undefined;
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  return {
    ok: true,
    blocks: message.blocks,
    earlier: message.earlier,
    channel: channelId,
    payload(values) {
      const secret = ws.responseUrls.issue({
        user,
        channel: channelId,
        source: {
          ts,
          ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
        },
      });
      return {
        container: {
          type: 'message',
          message_ts: ts,
          channel_id: channelId,
          is_ephemeral: isEphemeral,
          ...thread,
        },
        channel: { id: channelId, name: channelName(channel) },
        // Slack does not keep private answers, so it cannot send them along.
        ...(isEphemeral ? {} : { message: messageJson(ws, message) }),
        state: { values: stateValues(message.blocks, values) },
        response_url: responseUrl(ws, 'actions', secret),
      };
    },
  };
}

function inView(
  ws: Workspace,
  user: string,
  matches: (id: string) => boolean,
): ReturnType<typeof findContainer> {
  const stored = findView(ws, ({ id }) => matches(id));
  if (stored === undefined) return { ok: false, error: 'view_not_found' };
  if (stored.user !== user) return { ok: false, error: 'not_your_view' };
  return {
    ok: true,
    blocks: stored.view.blocks,
    earlier: stored.earlier,
    payload: (values) => ({
      container: { type: 'view', view_id: stored.id },
      view: viewJson(ws, stored, values),
    }),
  };
}
