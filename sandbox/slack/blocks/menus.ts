// Menus and pickers: what a person chooses from.
import { z } from 'zod';
import {
  confirm,
  id,
  markedOption,
  option,
  optionGroup,
  overflowOption,
  plainText,
} from './parts.js';

const focus = z.boolean().optional();
const actionId = id.optional();
const menu = {
  action_id: actionId,
  confirm,
  focus_on_load: focus,
  placeholder: plainText(150).optional(),
};
const multi = { ...menu, max_selected_items: z.int().min(1).optional() };

/** A static menu offers either options or groups of them, never both. */
const staticOptions = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const eitherOptions = (menuElement: { options?: unknown; option_groups?: unknown }) =>
  (menuElement.options === undefined) !== (menuElement.option_groups === undefined);
const eitherMessage = 'must define either `options` or `option_groups`';

const ids = z.array(z.string()).optional();
const conversationMenu = {
  default_to_current_conversation: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .optional(),
};
const responseUrl = { response_url_enabled: z.boolean().optional() };
const query = { min_query_length: z.int().min(0).optional() };

export const menus = [
  z
    .strictObject({
      type: z.literal('static_select'),
      ...menu,
      ...staticOptions,
      initial_option: option.optional(),
    })
    .refine(eitherOptions, eitherMessage),
  z.strictObject({
    type: z.literal('external_select'),
    ...menu,
    ...query,
    initial_option: option.optional(),
  }),
  z.strictObject({
    type: z.literal('users_select'),
    ...menu,
    initial_user: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...menu,
    ...conversationMenu,
    ...responseUrl,
    initial_conversation: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...menu,
    ...responseUrl,
    initial_channel: z.string().optional(),
  }),
  z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...multi,
      ...staticOptions,
      initial_options: z.array(option).optional(),
    })
    .refine(eitherOptions, eitherMessage),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...multi,
    ...query,
    initial_options: z.array(option).optional(),
  }),
  z.strictObject({ type: z.literal('multi_users_select'), ...multi, initial_users: ids }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...multi,
    ...conversationMenu,
    initial_conversations: ids,
  }),
  z.strictObject({ type: z.literal('multi_channels_select'), ...multi, initial_channels: ids }),
] as const;

export const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...menu,
  initial_date: z.iso.date('must be a date as YYYY-MM-DD').optional(),
});
export const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...menu,
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm')
    .optional(),
  timezone: z.string().optional(),
});
export const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  action_id: actionId,
  confirm,
  focus_on_load: focus,
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
});
export const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  action_id: actionId,
  confirm,
  focus_on_load: focus,
  options: z.array(markedOption).min(1).max(10),
  initial_options: z.array(markedOption).min(1).optional(),
});
export const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  action_id: actionId,
  confirm,
  focus_on_load: focus,
  options: z.array(markedOption).min(1).max(10),
  initial_option: markedOption.optional(),
});
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  confirm,
  options: z.array(overflowOption).min(1).max(5),
});
