// The blocks that the bot draws, and the smallest pieces they are made of. `data_visualization` is newer than the
// types of the Slack package; it stands here until they have it.
import type {
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { clip, clipMarkup, oneLine } from './text.js';

interface DataSeries {
  name: string;
  data: { label: string; value: number }[];
}

export interface DataVisualizationBlock {
  type: 'data_visualization';
  block_id?: string;
  title: string;
  chart:
    | { type: 'pie'; segments: { label: string; value: number }[] }
    | {
        type: 'line' | 'bar' | 'area';
        series: DataSeries[];
        axis_config: { categories: string[] };
      };
}

export type MessageBlock = KnownBlock | DataVisualizationBlock;

/** One line of plain text; what doesn't fit in `max` is cut with an ellipsis. `–` where there is nothing to show. */
export function plainText(text: string, max: number): PlainTextElement {
  // Without emoji: text from outside must not draw our icons.
  return { type: 'plain_text', text: clip(oneLine(text), max) || '–', emoji: false };
}

/** `verbatim` keeps Slack from making links and mentions out of bare words. */
export function mrkdwn(markup: string, max = 3_000): MrkdwnElement {
  return { type: 'mrkdwn', text: clipMarkup(markup, max) || '–', verbatim: true };
}

export function section(markup: string, accessory?: Button): SectionBlock {
  return {
    type: 'section',
    text: mrkdwn(markup),
    ...(accessory === undefined ? {} : { accessory }),
  };
}

/** A title between parts; on Home tabs. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, 150) };
}

export function context(markup: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(markup)] };
}

export interface ButtonLook {
  style?: 'primary' | 'danger';
  confirm?: ConfirmationDialog;
}

/**
 * @param id action id, unique in its message
 * @param value at most 2,000 characters
 */
export function button(label: string, id: string, value: string, look: ButtonLook = {}): Button {
  return { type: 'button', text: plainText(label, 75), action_id: id, value, ...look };
}

/** The question that Slack asks before a click counts. */
export function confirmation(
  title: string,
  text: string,
  yes: string,
  no: string,
): ConfirmationDialog {
  return {
    title: plainText(title, 100),
    text: plainText(text, 300),
    confirm: plainText(yes, 30),
    deny: plainText(no, 30),
    style: 'danger',
  };
}
