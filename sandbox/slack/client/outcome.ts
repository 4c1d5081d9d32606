// What a person's action comes to, and what Slack tells them when the bot does not play its part.
import type { Outcome } from '../delivery/envelope.js';
import type { ClientResult } from '../protocol.js';
import { noteToUser } from '../state/messages.js';
import type { Workspace } from '../state/workspace.js';

export const refused = (error: string): ClientResult => ({ ok: false, error });

type Failure = Extract<Outcome, { acked: false }>['error'];

/** Slack's words for a command that came to nothing. */
export function commandFailed(
  ws: Workspace,
  user: string,
  channel: string,
  error: Failure,
): ClientResult {
  const { command } = ws.settings.seed.bot;
  const shown = error === 'not_connected' ? 'dispatch_failed' : error;
  noteToUser(ws, user, `${command} failed with the error "${shown}"`, channel);
  return refused(error);
}

/** Slack's words for a button or a form that came to nothing. */
export function interactionFailed(
  ws: Workspace,
  user: string,
  error: string,
  channel?: string,
): ClientResult {
  noteToUser(ws, user, 'We had some trouble connecting. Try again?', channel);
  return refused(error);
}
