// The interactive elements, and the places where each may stand.
import { z } from 'zod';
import {
  checkboxes,
  datepicker,
  datetimepicker,
  menus,
  overflow,
  radioButtons,
  timepicker,
} from './menus.js';
import { confirm, id, imageElement, linkUrl, plainText, string, style } from './parts.js';
import { typedInputs } from './typed-inputs.js';

const actionId = id.optional();
const label = string(75).optional();

export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: actionId,
  value: string(2000, 0).optional(),
  url: linkUrl.optional(),
  style,
  confirm,
  accessibility_label: label,
});

const workflowButton = z.strictObject({
  type: z.literal('workflow_button'),
  text: plainText(75),
  action_id: id,
  workflow: z.strictObject({
    trigger: z.strictObject({
      url: linkUrl,
      customizable_input_parameters: z
        .array(z.strictObject({ name: z.string(), value: z.string() }))
        .optional(),
    }),
  }),
  style,
  accessibility_label: label,
});

export const accessory = z.discriminatedUnion('type', [
  button,
  workflowButton,
  overflow,
  datepicker,
  timepicker,
  checkboxes,
  radioButtons,
  imageElement,
  ...menus,
]);

export const actionElement = z.discriminatedUnion('type', [
  button,
  workflowButton,
  overflow,
  datepicker,
  timepicker,
  datetimepicker,
  checkboxes,
  radioButtons,
  ...menus,
]);

export const inputElement = z.discriminatedUnion('type', [
  datepicker,
  timepicker,
  datetimepicker,
  checkboxes,
  radioButtons,
  ...menus,
  ...typedInputs,
]);

const feedback = z.strictObject({
  text: plainText(75),
  value: string(2000),
  accessibility_label: label,
});

export const contextAction = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('feedback_buttons'),
    action_id: actionId,
    positive_button: feedback,
    negative_button: feedback,
  }),
  z.strictObject({
    type: z.literal('icon_button'),
    action_id: actionId,
    // The only icon that Slack documents.
    icon: z.enum(['trash']),
    text: plainText(75),
    value: string(2000, 0).optional(),
    confirm,
    accessibility_label: label,
    visible_to_user_ids: z.array(z.string()).optional(),
  }),
]);
