// A person submits or closes a modal, or opens the app's Home tab.
import { z } from 'zod';
import { stateValues } from '../blocks/values.js';
import { interactiveElements } from '../blocks/walk.js';
import type { Courier } from '../delivery/courier.js';
import { eventCallback, interactive, responseUrl } from '../delivery/payloads.js';
import { text } from '../json.js';
import type { ClientAction, ClientResult, StateValues } from '../protocol.js';
import {
  closeAll,
  closeFrom,
  findView,
  mostModals,
  pushModal,
  replaceView,
  showErrors,
  stackOf,
} from '../state/views.js';
import type { StoredView, Workspace } from '../state/workspace.js';
import { openDirect } from '../state/messages.js';
import { ApiError } from '../web-api/method.js';
import { readView } from '../web-api/views.js';
import { viewJson } from '../wire.js';
import { inputProblems } from './inputs.js';
import { interactionFailed, refused } from './outcome.js';

type Of<Type extends ClientAction['type']> = Extract<ClientAction, { type: Type }>;

function modalOf(ws: Workspace, user: string, viewId: string): StoredView | ClientResult {
  const stored = findView(ws, (view) => view.id === viewId && view.view.type === 'modal');
  if (stored === undefined) return refused('view_not_found');
  return stored.user === user ? stored : refused('not_your_view');
}

const answers = z.discriminatedUnion('response_action', [
  z.object({
    response_action: z.literal('errors'),
    errors: z.record(z.string(), z.string()),
  }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

/** Does what the bot answered to a submission; throws ApiError when Slack would not understand it. */
function follow(ws: Workspace, stored: StoredView, response: unknown): void {
  if (response === undefined) return closeFrom(ws, stored);
  const parsed = answers.safeParse(response);
  if (!parsed.success) throw new ApiError('invalid_response_action');
  const answer = parsed.data;
  switch (answer.response_action) {
    case 'errors': {
      const inputs = stored.view.blocks.filter((block) => block.type === 'input');
      const known = new Set(inputs.map((block) => block.block_id));
      const ids = Object.keys(answer.errors);
      if (ids.length === 0 || ids.some((id) => !known.has(id)))
        throw new ApiError('invalid_errors');
      return showErrors(ws, stored, answer.errors);
    }
    case 'update':
      return replaceView(ws, stored, readView(ws, answer.view, 'modal', stored));
    case 'push':
      if (stackOf(ws, stored.user).length >= mostModals) throw new ApiError('push_limit_reached');
      pushModal(ws, stored.user, readView(ws, answer.view, 'modal'));
      return undefined;
    case 'clear':
      return closeAll(ws, stored.user);
    default:
      return answer satisfies never;
  }
}

export async function submitView(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: Of<'view_submit'>,
): Promise<ClientResult> {
  const stored = modalOf(ws, user, action.viewId);
  if ('ok' in stored) return stored;
  if (stored !== stackOf(ws, user).at(-1)) return refused('not_on_top');
  if (stored.view.submit === undefined) return refused('no_submit_button');
  // Slack's client does not let a form go that is not filled in as the blocks demand.
  const problems = inputProblems(
    stored.view.blocks,
    stateValues(stored.view.blocks, action.values),
  );
  showErrors(ws, stored, problems);
  if (Object.keys(problems).length > 0) return refused('invalid_input');

  const triggerId = ws.triggers.issue(user);
  const outcome = await courier.deliver(
    interactive(ws, user, 'view_submission', {
      trigger_id: triggerId,
      view: viewJson(ws, stored, action.values),
      response_urls: responseUrlsOf(ws, user, stored, action.values),
    }),
  );
  if (!outcome.acked) return interactionFailed(ws, user, outcome.error);
  try {
    follow(ws, stored, outcome.response);
    return { ok: true, triggerId };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return interactionFailed(ws, user, error.message);
  }
}

/** A conversation menu with response_url_enabled lets the bot answer in the conversation that was chosen. */
function responseUrlsOf(ws: Workspace, user: string, stored: StoredView, given: StateValues) {
  const values = stateValues(stored.view.blocks, given);
  return interactiveElements(stored.view.blocks)
    .filter(({ element }) => element.response_url_enabled === true)
    .flatMap(({ blockId, actionId }) => {
      const value = values[blockId]?.[actionId] ?? {};
      const channel = text(value.selected_conversation) ?? text(value.selected_channel);
      if (channel === undefined) return [];
      const secret = ws.responseUrls.issue({ user, channel });
      return [
        {
          response_url: responseUrl(ws, 'actions', secret),
          block_id: blockId,
          action_id: actionId,
          channel_id: channel,
        },
      ];
    });
}

export async function closeView(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: Of<'view_close'>,
): Promise<ClientResult> {
  const stored = modalOf(ws, user, action.viewId);
  if ('ok' in stored) return stored;
  const stack = stackOf(ws, user);
  const all = action.all === true || stored.view.clearOnClose;
  const closed = all ? stack : stack.slice(stack.indexOf(stored));
  if (all) closeAll(ws, user);
  else closeFrom(ws, stored);
  const told = closed.filter((view) => view.view.notifyOnClose);
  await Promise.all(
    told.map((view) =>
      courier.deliver(
        interactive(ws, user, 'view_closed', {
          view: viewJson(ws, view),
          is_cleared: all,
        }),
      ),
    ),
  );
  return { ok: true };
}

export function openHome(ws: Workspace, courier: Courier, user: string): ClientResult {
  if (ws.settings.events.includes('app_home_opened')) {
    const home = ws.homes.get(user);
    courier.event(
      eventCallback(ws, {
        type: 'app_home_opened',
        user,
        channel: openDirect(ws, [user]).id,
        tab: 'home',
        event_ts: ws.clock.ts(),
        ...(home === undefined ? {} : { view: viewJson(ws, home) }),
      }),
    );
  }
  return { ok: true };
}
