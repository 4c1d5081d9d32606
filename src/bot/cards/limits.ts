// Slack's limits, in one checker that every payload passes before it is sent: Slack answers a breach with a bare
// `invalid_blocks`, and the person who waits sees nothing. Sources: the block reference on docs.slack.dev; the limit
// for all blocks together is measured, not documented (slackapi/bolt-js#2509).
import type { ModalView, HomeView } from '@slack/types';
import { z } from 'zod';
import { block } from './limits-of-blocks.js';

/** Characters of a message's text. */
const messageText = 40_000;
/** Characters of all blocks of a message together, as `messageSize` counts them. */
export const messageCharacters = 13_000;
/** Blocks of a message, and of a modal or a Home tab. */
export const messageBlocks = 50;
const viewBlocks = 100;
/** Characters of all table cells of a message together. */
export const tableCharacters = 10_000;
/** Charts in a message. */
export const chartsInMessage = 2;
/** A bare divider costs about as many characters as this in Slack's count. */
const blockOverhead = 125;

/** Where something breaks a limit, and how: `blocks.3.text.text: Too big: …`. */
export type Violation = string;

/** What is wrong with a message's blocks and text; empty when Slack takes them. */
export function checkMessage(blocks: readonly object[], text: string): Violation[] {
  const violations = blocksProblems(blocks, messageBlocks);
  const count = (...types: string[]): number =>
    blocks.filter((item) => 'type' in item && types.includes(String(item.type))).length;
  if (text.trim() === '') violations.push('text: empty, but notifications show nothing else');
  if (text.length > messageText) violations.push(`text: over ${messageText} characters`);
  if (messageSize(blocks) > messageCharacters)
    violations.push(`blocks: over ${messageCharacters} characters together`);
  if (count('table', 'data_table') > 1) violations.push('blocks: more than one table');
  if (count('data_visualization') > chartsInMessage)
    violations.push(`blocks: more than ${chartsInMessage} charts`);
  if (count('input') > 0) violations.push('blocks: an input outside a form');
  return violations;
}

/** What is wrong with a form or a Home tab; empty when Slack takes it. */
export function checkView(view: ModalView | HomeView): Violation[] {
  const violations = blocksProblems(view.blocks, viewBlocks);
  const limit = (name: string, value: string | undefined, max: number): void => {
    if ((value ?? '').length > max) violations.push(`${name}: over ${max} characters`);
  };
  limit('private_metadata', view.private_metadata, 3_000);
  limit('callback_id', view.callback_id, 255);
  const types = view.blocks.map((item) => item.type);
  if (types.some((type) => onlyInMessages.has(type)))
    violations.push('blocks: a block that stands only in messages');
  if (view.type === 'home') return violations;
  limit('title', view.title.text, 24);
  limit('submit', view.submit?.text, 24);
  limit('close', view.close?.text, 24);
  if (view.title.text === '') violations.push('title: empty');
  if (types.includes('input') && view.submit === undefined)
    violations.push('submit: missing, but there are inputs');
  return violations;
}

const onlyInMessages = new Set(['plan', 'table', 'data_table', 'data_visualization']);

/** Characters that the blocks count for: every text and value in them, and a share for each block. */
export function messageSize(blocks: readonly object[]): number {
  return blocks.reduce((sum, item) => sum + blockOverhead + strings(item), 0);
}

function strings(value: unknown, key = ''): number {
  if (typeof value === 'string') return key === 'type' ? 0 : value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + strings(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, item]) => sum + strings(item, name), 0);
}

function blocksProblems(blocks: readonly object[], most: number): Violation[] {
  const parsed = z.array(block).max(most).safeParse(blocks);
  const broken = parsed.error?.issues.map(
    (issue) => `${['blocks', ...issue.path].join('.')}: ${issue.message}`,
  );
  return [...(broken ?? []), ...repeated(blocks, 'action_id'), ...repeated(blocks, 'block_id')];
}

function repeated(blocks: readonly object[], key: 'action_id' | 'block_id'): Violation[] {
  const seen = new Set<unknown>();
  const twice = new Set<unknown>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, item] of Object.entries(value)) {
      if (name === key && seen.has(item)) twice.add(item);
      if (name === key) seen.add(item);
      look(item);
    }
  };
  look(blocks);
  return [...twice].map((id) => `blocks: ${key} ${String(id)} is there twice`);
}
