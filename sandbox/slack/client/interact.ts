// A person uses an element: a click, a choice, a date. Becomes block_actions; typing into an external menu
// becomes block_suggestion, a message's menu a message_action.
import { z } from 'zod';
import { valueKey } from '../blocks/values.js';
import { interactiveElements, type Placed } from '../blocks/walk.js';
import type { Courier } from '../delivery/courier.js';
import { channelName, interactive, responseUrl } from '../delivery/payloads.js';
import { records, text, type Json } from '../json.js';
import type { ClientAction, ClientResult, StateValues } from '../protocol.js';
import { findVisible } from '../state/messages.js';
import type { Workspace } from '../state/workspace.js';
import { messageJson } from '../wire.js';
import { findContainer, type Found } from './containers.js';
import { interactionFailed, refused } from './outcome.js';
import { channelOf } from './say.js';

type Of<Type extends ClientAction['type']> = Extract<ClientAction, { type: Type }>;

function findElement(
  found: Found,
  action: { blockId: string; actionId: string; stale?: true },
): Placed | undefined {
  const matches = (placed: Placed) =>
    placed.blockId === action.blockId && placed.actionId === action.actionId;
  const now = interactiveElements(found.blocks).find(matches);
  if (now !== undefined || action.stale !== true) return now;
  return found.earlier
    .toReversed()
    .flatMap((blocks) => interactiveElements(blocks))
    .find(matches);
}

/** The option as the bot wrote it: a client may choose among them, not make them up. */
function offeredOption(element: Json, chosen: Json): Json | undefined {
  const offered = [
    ...records(element.options),
    ...records(element.option_groups).flatMap((group) => records(group.options)),
  ];
  return offered.find((option) => option.value === chosen.value);
}

/** What the use of the element adds to the action; undefined when this element can't be used like that. */
function usage(element: Json, payload: Json, forgedValue: string | undefined): Json | undefined {
  const type = text(element.type) ?? '';
  if (type === 'button' || type === 'icon_button' || type === 'workflow_button') {
    const value = forgedValue ?? element.value;
    return {
      text: element.text,
      ...(value === undefined ? {} : { value }),
      ...(element.style === undefined ? {} : { style: element.style }),
    };
  }
  if (type === 'feedback_buttons') {
    const button = records([element.positive_button, element.negative_button]).find(
      ({ value }) => value === payload.value,
    );
    return button && { text: button.text, value: button.value };
  }
  const key = type === 'overflow' ? 'selected_option' : valueKey(element);
  if (key === undefined || !(key in payload)) return undefined;
  const external = type === 'external_select' || type === 'multi_external_select';
  if (external || (key !== 'selected_option' && key !== 'selected_options'))
    return { [key]: payload[key] };
  if (key === 'selected_option' && payload[key] === null) return { [key]: null };
  const chosen = records(key === 'selected_option' ? [payload[key]] : payload[key]);
  const options = chosen.map((option) => offeredOption(element, option));
  if (options.includes(undefined)) return undefined;
  if (key === 'selected_options') return { [key]: options };
  return options.length === 1 ? { [key]: options[0] } : undefined;
}

/** Inputs send actions only when the bot asked for it, and an icon button may be there for some people only. */
function mayUse(placed: Placed, user: string): boolean {
  if (placed.block.type === 'input' && placed.block.dispatch_action !== true) return false;
  const only = z.array(z.string()).safeParse(placed.element.visible_to_user_ids);
  return !only.success || only.data.includes(user);
}

function withValue(values: StateValues, placed: Placed, used: Json): StateValues {
  return {
    ...values,
    [placed.blockId]: { ...values[placed.blockId], [placed.actionId]: used },
  };
}

export async function useElement(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: Of<'block_action'>,
): Promise<ClientResult> {
  const found = findContainer(ws, user, action.container);
  if (!found.ok) return refused(found.error);
  const placed = findElement(found, action);
  if (placed === undefined || !mayUse(placed, user)) return refused('unknown_action');
  const { element } = placed;
  const used = usage(element, action.payload ?? {}, action.forgedValue);
  if (used === undefined) return refused('invalid_value');

  const triggerId = ws.triggers.issue(user);
  const outcome = await courier.deliver(
    interactive(ws, user, 'block_actions', {
      trigger_id: triggerId,
      ...found.payload(withValue(action.values ?? {}, placed, used)),
      actions: [
        {
          type: element.type,
          action_id: placed.actionId,
          block_id: placed.blockId,
          ...used,
          ...(element.placeholder === undefined ? {} : { placeholder: element.placeholder }),
          ...(element.confirm === undefined ? {} : { confirm: element.confirm }),
          action_ts: ws.clock.ts(),
        },
      ],
    }),
  );
  if (!outcome.acked) return interactionFailed(ws, user, outcome.error, found.channel);
  return { ok: true, triggerId };
}

const suggestions = z.object({
  options: z.array(z.unknown()).max(100).exactOptional(),
  option_groups: z.array(z.unknown()).max(100).exactOptional(),
});

export async function suggest(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: Of<'block_suggestion'>,
): Promise<ClientResult> {
  const found = findContainer(ws, user, action.container);
  if (!found.ok) return refused(found.error);
  const placed = findElement(found, action);
  const type = text(placed?.element.type) ?? '';
  if (!type.endsWith('external_select')) return refused('unknown_action');
  const { response_url: _, state: __, ...where } = found.payload({});
  const outcome = await courier.deliver(
    interactive(ws, user, 'block_suggestion', {
      action_id: action.actionId,
      block_id: action.blockId,
      value: action.value,
      ...where,
    }),
  );
  if (!outcome.acked) return refused(outcome.error);
  const offered = suggestions.safeParse(outcome.response);
  return offered.success ? { ok: true, ...offered.data } : refused('invalid_options');
}

export async function useShortcut(
  ws: Workspace,
  courier: Courier,
  user: string,
  action: Of<'message_shortcut'>,
): Promise<ClientResult> {
  const channel = channelOf(ws, user, action.channel);
  const message = findVisible(ws, user, action.channel, action.ts);
  if (channel === undefined || message === undefined) return refused('message_not_found');
  const offered = ws.settings.messageShortcuts.some(
    ({ callbackId }) => callbackId === action.callbackId,
  );
  if (!offered) return refused('unknown_shortcut');
  const triggerId = ws.triggers.issue(user);
  const target = { user, channel: channel.id, source: { ts: message.ts } };
  const outcome = await courier.deliver(
    interactive(ws, user, 'message_action', {
      callback_id: action.callbackId,
      trigger_id: triggerId,
      action_ts: ws.clock.ts(),
      message_ts: message.ts,
      message: messageJson(ws, message),
      channel: { id: channel.id, name: channelName(channel) },
      response_url: responseUrl(ws, 'actions', ws.responseUrls.issue(target)),
    }),
  );
  if (!outcome.acked) return interactionFailed(ws, user, outcome.error, channel.id);
  return { ok: true, triggerId };
}
