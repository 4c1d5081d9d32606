// Every block type that Slack documents, with its own limits. What concerns several blocks at once
// (unique ids, totals) is in rules.ts; where a block may stand is in surfaces.ts.
import { z } from 'zod';
import { dataTable, dataVisualization, table } from './data.js';
import { accessory, actionElement, button, contextAction, inputElement } from './elements.js';
import {
  anyText,
  blockId,
  httpUrl,
  imageElement,
  imageFields,
  imageSourceMessage,
  mrkdwn,
  oneImageSource,
  plainText,
  string,
} from './parts.js';
import { oneRichText, richText } from './rich-text.js';

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(
    ({ text, fields }) => text !== undefined || fields !== undefined,
    'must define either `text` or `fields`',
  );

const header = z.strictObject({
  type: z.literal('header'),
  block_id: blockId,
  text: plainText(150),
});
const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId });
const context = z.strictObject({
  type: z.literal('context'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [plainText(3000), mrkdwn(3000), imageElement]))
    .min(1)
    .max(10),
});
const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: blockId,
  elements: z.array(actionElement).min(1).max(25),
});
const image = z
  .strictObject({
    type: z.literal('image'),
    block_id: blockId,
    ...imageFields,
    title: plainText(2000).optional(),
  })
  .refine(oneImageSource, imageSourceMessage);

const input = z
  .strictObject({
    type: z.literal('input'),
    block_id: blockId,
    label: plainText(2000),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: inputElement,
  })
  .refine(
    (block) => !(block.element.type === 'file_input' && block.dispatch_action === true),
    '`dispatch_action` is not supported with file_input',
  );

const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id: blockId,
  text: string(12_000),
});
const video = z.strictObject({
  type: z.literal('video'),
  block_id: blockId,
  alt_text: string(2000),
  title: plainText(199),
  title_url: z
    .string()
    .regex(/^https:\/\//, 'must be an https URL')
    .optional(),
  video_url: z.string().regex(/^https:\/\//, 'must be an https URL'),
  thumbnail_url: httpUrl,
  description: plainText(199).optional(),
  author_name: string(49).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: httpUrl.optional(),
});
const file = z.strictObject({
  type: z.literal('file'),
  block_id: blockId,
  external_id: z.string(),
  source: z.literal('remote'),
});
const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  block_id: blockId,
  elements: z.array(contextAction).min(1).max(5),
});
const alert = z.strictObject({
  type: z.literal('alert'),
  block_id: blockId,
  text: anyText(200),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const taskFields = {
  block_id: blockId,
  task_id: string(255),
  title: string(3000),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: oneRichText.optional(),
  output: oneRichText.optional(),
  sources: z
    .array(z.strictObject({ type: z.literal('url'), url: httpUrl, text: z.string().min(1) }))
    .optional(),
};
const taskCard = z.strictObject({ type: z.literal('task_card'), ...taskFields });
const plan = z.strictObject({
  type: z.literal('plan'),
  block_id: blockId,
  title: string(3000),
  // Inside a plan the type of a task may be left out, as in Slack's own example.
  tasks: z
    .array(z.strictObject({ type: z.literal('task_card').optional(), ...taskFields }))
    .max(50)
    .optional(),
});

const card = z
  .strictObject({
    type: z.literal('card'),
    block_id: blockId,
    icon: imageElement.optional(),
    hero_image: imageElement.optional(),
    title: anyText(150).optional(),
    subtitle: anyText(150).optional(),
    body: anyText(200).optional(),
    actions: z.array(button).min(1).max(3).optional(),
  })
  .refine(
    ({ hero_image: hero, title, body, actions: buttons }) =>
      [hero, title, body, buttons].some((part) => part !== undefined),
    'must define at least one of `hero_image`, `title`, `actions` or `body`',
  );
const carousel = z.strictObject({
  type: z.literal('carousel'),
  block_id: blockId,
  elements: z.array(card).min(1).max(10),
});

const basic = [
  section,
  header,
  divider,
  context,
  actions,
  image,
  input,
  video,
  file,
  richText,
  table,
] as const;

const container = z
  .strictObject({
    type: z.literal('container'),
    block_id: blockId,
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    icon: imageElement.optional(),
    child_blocks: z
      .array(z.discriminatedUnion('type', [...basic]))
      .min(1)
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine(
    ({ title, rich_text_title: rich }) => title !== undefined || rich !== undefined,
    'must define either `title` or `rich_text_title`',
  )
  .refine(
    (block) => block.default_collapsed !== true || block.is_collapsible === true,
    '`default_collapsed` requires `is_collapsible`',
  );

export const block = z.discriminatedUnion('type', [
  ...basic,
  markdown,
  contextActions,
  alert,
  taskCard,
  plan,
  card,
  carousel,
  container,
  dataTable,
  dataVisualization,
]);
