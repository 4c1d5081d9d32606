// The rules that concern several blocks at once: unique ids, totals, and what may not stand together.
import { records, text, type Json } from '../json.js';
import { nestedBlocks, ownElements } from './walk.js';

export interface Problem {
  message: string;
  /** Path below the list of blocks. */
  path: (string | number)[];
}

/** Characters in all table cells of a message together. */
const tableCharacters = 10_000;
const markdownCharacters = 12_000;
/** Found by measurement by Slack's users, and not documented: slackapi/bolt-js#2509. */
export const allBlocksCharacters = 13_200;

const shownKeys = new Set(['text', 'title', 'caption', 'alt_text', 'label', 'name', 'fallback']);

/** How many characters of the value a reader would see. */
export function shownCharacters(value: unknown, key = ''): number {
  if (typeof value === 'string') return shownKeys.has(key) ? value.length : 0;
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + shownCharacters(item, key), 0);
  }
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, item]) => sum + shownCharacters(item, name), 0);
}

/** @param uniqueIn where an action_id may appear only once */
export function crossBlockProblems(
  blocks: readonly Json[],
  uniqueIn: 'message' | 'block',
): Problem[] {
  return [...duplicateIds(blocks, uniqueIn), ...duplicateTasks(blocks), ...togetherness(blocks)];
}

function duplicateIds(blocks: readonly Json[], uniqueIn: 'message' | 'block'): Problem[] {
  const problems: Problem[] = [];
  const blockIds = new Set<string>();
  let actionIds = new Set<string>();
  blocks.forEach((top, index) => {
    for (const block of nestedBlocks(top)) {
      if (uniqueIn === 'block') actionIds = new Set();
      const blockId = text(block.block_id);
      if (blockId !== undefined && blockIds.has(blockId))
        problems.push({ message: `block_id "${blockId}" already exists`, path: [index] });
      if (blockId !== undefined) blockIds.add(blockId);
      for (const element of ownElements(block)) {
        const actionId = text(element.action_id);
        if (actionId === undefined) continue;
        if (actionIds.has(actionId))
          problems.push({ message: `action_id "${actionId}" already exists`, path: [index] });
        actionIds.add(actionId);
      }
    }
  });
  return problems;
}

function duplicateTasks(blocks: readonly Json[]): Problem[] {
  return blocks.flatMap((block, index) => {
    const ids = records(block.tasks).map((task) => task.task_id);
    return new Set(ids).size === ids.length
      ? []
      : [{ message: 'task_id must be unique in a plan', path: [index, 'tasks'] }];
  });
}

function togetherness(blocks: readonly Json[]): Problem[] {
  const all = blocks.flatMap(nestedBlocks);
  const ofType = (...types: string[]) =>
    all.filter((block) => types.includes(text(block.type) ?? ''));
  const problems: Problem[] = [];
  const refuse = (message: string) => problems.push({ message, path: [] });

  const top = new Set(blocks.map((block) => block.type));
  if (top.has('plan') && top.has('task_card'))
    refuse('plan and task_card blocks are not allowed side by side');
  if (ofType('table').length > 1) refuse('only_one_table_allowed');
  if (ofType('data_visualization').length > 2)
    refuse('no more than 2 data_visualization blocks allowed');
  if (shownCharacters(ofType('table', 'data_table').map((block) => block.rows)) > tableCharacters)
    refuse(`table cells must have less than ${tableCharacters + 1} characters in total`);
  if (shownCharacters(ofType('markdown')) > markdownCharacters)
    refuse(`markdown blocks must have less than ${markdownCharacters + 1} characters in total`);
  return problems;
}
