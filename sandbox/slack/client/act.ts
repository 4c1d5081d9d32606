// One door for all that a person can do.
import type { Courier } from '../delivery/courier.js';
import type { ClientAction, ClientResult } from '../protocol.js';
import type { Workspace } from '../state/workspace.js';
import { suggest, useElement, useShortcut } from './interact.js';
import { refused } from './outcome.js';
import { channelOf, runCommand, say } from './say.js';
import { closeView, openHome, submitView } from './views.js';

export async function act(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: ClientAction,
): Promise<ClientResult> {
  const member = ws.members.get(user);
  if (member === undefined || member.isBot) return refused('user_not_found');
  // A Slack that is down is down for people too.
  if (ws.faults.get().down) return refused('slack_is_down');
  switch (action.type) {
    case 'command':
      return runCommand(ws, courier, user, action);
    case 'message':
      return say(ws, courier, user, action);
    case 'block_action':
      return useElement(ws, courier, user, action);
    case 'block_suggestion':
      return suggest(ws, courier, user, action);
    case 'message_shortcut':
      return useShortcut(ws, courier, user, action);
    case 'view_submit':
      return submitView(ws, courier, user, action);
    case 'view_close':
      return closeView(ws, courier, user, action);
    case 'open_home':
      return openHome(ws, courier, user);
    case 'mark_read': {
      const channel = channelOf(ws, user, action.channel);
      if (channel === undefined) return refused('channel_not_found');
      channel.readUpTo.set(user, ws.clock.ts());
      ws.audience.touch([user]);
      return { ok: true };
    }
    default:
      return action satisfies never;
  }
}
