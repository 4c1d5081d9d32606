// Slack's limits of each block that the bot draws. A block or element that isn't listed is one that nobody meant to draw.
import { z } from 'zod';
import { chart, dataTable, table } from './limits-of-data.js';

const text = (max: number, min = 1) => z.string().min(min).max(max);
const plain = (max: number) => z.object({ type: z.literal('plain_text'), text: text(max) });
const markup = (max: number) => z.object({ type: z.literal('mrkdwn'), text: text(max) });
const either = (max: number) => z.discriminatedUnion('type', [plain(max), markup(max)]);
const id = text(255);
const blockId = { block_id: id.optional() };
const placeholder = { placeholder: plain(150).optional() };

const confirm = z.object({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
});
const button = z.object({
  type: z.literal('button'),
  text: plain(75),
  action_id: id,
  value: text(2_000, 0).optional(),
  url: text(3_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
});

const option = z.object({ text: plain(75), value: text(75) });
const options = z.array(option).min(1).max(100);
const fewOptions = z.array(option).min(1).max(10);
const choices = [
  z.object({
    type: z.literal('static_select'),
    action_id: id,
    options: options.optional(),
    option_groups: z
      .array(z.object({ label: plain(75), options }))
      .min(1)
      .max(100)
      .optional(),
    initial_option: option.optional(),
    ...placeholder,
  }),
  z.object({
    type: z.literal('external_select'),
    action_id: id,
    min_query_length: z.int().min(0).optional(),
    initial_option: option.optional(),
    ...placeholder,
  }),
  z.object({
    type: z.literal('users_select'),
    action_id: id,
    initial_user: text(30).optional(),
    ...placeholder,
  }),
  z.object({
    type: z.literal('datepicker'),
    action_id: id,
    initial_date: z.iso.date().optional(),
    ...placeholder,
  }),
  z.object({
    type: z.literal('radio_buttons'),
    action_id: id,
    options: fewOptions,
    initial_option: option.optional(),
  }),
  z.object({
    type: z.literal('checkboxes'),
    action_id: id,
    options: fewOptions,
    initial_options: fewOptions.optional(),
  }),
  z.object({
    type: z.literal('datetimepicker'),
    action_id: id,
    // Ten digits, says the reference.
    initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  }),
] as const;

const input = z.object({
  type: z.literal('input'),
  ...blockId,
  label: plain(2_000),
  hint: plain(2_000).optional(),
  element: z.discriminatedUnion('type', [
    ...choices,
    z.object({
      type: z.literal('plain_text_input'),
      action_id: id,
      initial_value: text(3_000, 0).optional(),
      max_length: z.int().min(1).max(3_000).optional(),
      ...placeholder,
    }),
    z.object({
      type: z.literal('number_input'),
      action_id: id,
      is_decimal_allowed: z.boolean(),
      initial_value: text(100).optional(),
    }),
  ]),
});

/** Text as it was written. */
const preformatted = z.object({
  type: z.literal('rich_text'),
  ...blockId,
  elements: z
    .array(
      z.object({
        type: z.literal('rich_text_preformatted'),
        elements: z.array(z.object({ type: z.literal('text'), text: text(12_000) })).min(1),
      }),
    )
    .min(1),
});

/** One rich text element, as a task's details and output take it. */
const oneRichText = z.object({
  type: z.literal('rich_text'),
  elements: z
    .array(
      z.object({
        type: z.literal('rich_text_section'),
        elements: z.array(z.object({ type: z.literal('text'), text: text(3_000) })),
      }),
    )
    .length(1),
});
const plan = z.object({
  type: z.literal('plan'),
  ...blockId,
  title: text(3_000),
  tasks: z
    .array(
      z.object({
        type: z.literal('task_card'),
        task_id: id,
        title: text(3_000),
        status: z.enum(['pending', 'in_progress', 'complete', 'error']),
        details: oneRichText.optional(),
        output: oneRichText.optional(),
      }),
    )
    .min(1)
    .max(50)
    .refine((tasks) => new Set(tasks.map((task) => task.task_id)).size === tasks.length, {
      error: 'a task_id is there twice',
    }),
});

export const block = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('section'),
      ...blockId,
      text: either(3_000).optional(),
      fields: z.array(either(2_000)).min(1).max(10).optional(),
      accessory: button.optional(),
    })
    .refine((section) => section.text !== undefined || section.fields !== undefined, {
      error: 'neither text nor fields',
    }),
  z.object({ type: z.literal('header'), ...blockId, text: plain(150) }),
  z.object({ type: z.literal('divider'), ...blockId }),
  z.object({
    type: z.literal('context'),
    ...blockId,
    elements: z.array(either(3_000)).min(1).max(10),
  }),
  z.object({
    type: z.literal('actions'),
    ...blockId,
    elements: z
      .array(z.discriminatedUnion('type', [button, ...choices]))
      .min(1)
      .max(25),
  }),
  input,
  preformatted,
  plan,
  table,
  dataTable,
  chart,
]);
