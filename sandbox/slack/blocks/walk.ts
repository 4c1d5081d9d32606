// Finds the interactive elements in blocks, wherever they are nested, and gives ids to what has none.
import { isRecord, records, text, type Json } from '../json.js';
import type { Block } from '../protocol.js';

const interactive = new Set([
  'button',
  'workflow_button',
  'icon_button',
  'feedback_buttons',
  'overflow',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'checkboxes',
  'radio_buttons',
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'rich_text_input',
  'file_input',
]);

/** A block and, for those that hold blocks, the blocks inside it. */
export function nestedBlocks(block: Json): Json[] {
  const inside =
    block.type === 'container'
      ? records(block.child_blocks)
      : block.type === 'carousel'
        ? records(block.elements)
        : block.type === 'plan'
          ? records(block.tasks)
          : [];
  return [block, ...inside.flatMap(nestedBlocks)];
}

/** The interactive elements that stand directly in a block. */
export function ownElements(block: Json): Json[] {
  return [
    ...records(block.elements),
    ...records(block.actions),
    ...[block.accessory, block.element].filter(isRecord),
  ].filter((element) => interactive.has(text(element.type) ?? ''));
}

export interface Placed {
  block: Json;
  blockId: string;
  element: Json;
  actionId: string;
}

/** Every interactive element of the blocks with its two ids. Only for blocks that withIds has seen. */
export function interactiveElements(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap(nestedBlocks).flatMap((block) =>
    ownElements(block).map((element) => ({
      block,
      blockId: text(block.block_id) ?? '',
      element,
      actionId: text(element.action_id) ?? '',
    })),
  );
}

/** A copy in which every block has a block_id and every interactive element an action_id, as Slack assigns them. */
export function withIds(blocks: readonly Block[], makeId: () => string): Block[] {
  const copy = structuredClone([...blocks]);
  for (const block of copy.flatMap(nestedBlocks)) {
    block.block_id ??= makeId();
    for (const element of ownElements(block)) element.action_id ??= makeId();
  }
  return copy;
}
