// The gate for blocks: what passes here would pass Slack, and what Slack refuses is refused with its words.
import { z } from 'zod';
import { records, text } from '../json.js';
import type { Block } from '../protocol.js';
import { explain, line } from './explain.js';
import { block } from './layout.js';
import { allBlocksCharacters, crossBlockProblems, shownCharacters } from './rules.js';
import { nestedBlocks, ownElements, withIds } from './walk.js';

export type Surface = 'message' | 'modal' | 'home';

export interface CheckOptions {
  surface: Surface;
  /** Block types that this workspace does not take. */
  refused: readonly string[];
  makeId: () => string;
  /** Where the blocks are in the call, for the pointers: ['blocks'] or ['view', 'blocks']. */
  prefix: readonly string[];
}

export type Checked =
  | { ok: true; blocks: Block[] }
  | { ok: false; error: 'invalid_blocks' | 'msg_blocks_too_long'; errors: string[] };

const most = { message: 50, modal: 100, home: 100 } as const;

/** Blocks that stand only in messages; `file` comes only from Slack itself, so it is refused everywhere. */
const onlyInMessages = new Set([
  'markdown',
  'context_actions',
  'table',
  'data_table',
  'data_visualization',
  'plan',
  'task_card',
  'card',
  'carousel',
]);
const onlyInModals = new Set(['alert']);

function allowedOn(type: string, surface: Surface): boolean {
  if (type === 'file') return false;
  if (onlyInModals.has(type)) return surface === 'modal';
  return surface === 'message' || !onlyInMessages.has(type);
}

/** Checks blocks for a surface. When they pass, they come back with every id filled in. */
export function checkBlocks(input: unknown, options: CheckOptions): Checked {
  const { surface, refused, prefix } = options;
  const bad = (errors: string[]): Checked => ({ ok: false, error: 'invalid_blocks', errors });

  const parsed = z.array(block).max(most[surface]).safeParse(input);
  if (!parsed.success) return bad(explain(parsed.error, input, prefix));

  const misplaced = parsed.data.flatMap((top, index) =>
    nestedBlocks(top)
      .map((inner) => text(inner.type) ?? '')
      .filter((type) => !allowedOn(type, surface) || refused.includes(type))
      // The outermost says it all: a plan's tasks fall with it.
      .slice(0, 1)
      .map((type) => line(`unsupported type: ${type}`, [...prefix, index, 'type'])),
  );
  if (misplaced.length > 0) return bad(misplaced);

  const uniqueIn = surface === 'message' ? 'message' : 'block';
  const problems = crossBlockProblems(parsed.data, uniqueIn).concat(initialProblems(parsed.data));
  if (problems.length > 0)
    return bad(problems.map(({ message, path }) => line(message, [...prefix, ...path])));

  if (surface === 'message' && shownCharacters(parsed.data) > allBlocksCharacters)
    return { ok: false, error: 'msg_blocks_too_long', errors: [] };
  return { ok: true, blocks: withIds(parsed.data, options.makeId) };
}

/** An option that is chosen from the start must be one of those offered, and only one element may take the focus. */
function initialProblems(blocks: readonly Block[]) {
  let focused = 0;
  return blocks.flatMap((top, index) =>
    nestedBlocks(top)
      .flatMap(ownElements)
      .flatMap((element) => {
        if (element.focus_on_load === true) focused += 1;
        if (focused > 1)
          return [{ message: 'only one element may set focus_on_load', path: [index] }];
        const offered = [
          ...records(element.options),
          ...records(element.option_groups).flatMap((group) => records(group.options)),
        ].map((option) => JSON.stringify(option));
        if (offered.length === 0) return [];
        const initial = [...records(element.initial_options), ...records([element.initial_option])];
        return initial.every((option) => offered.includes(JSON.stringify(option)))
          ? []
          : [{ message: 'initial option must exactly match one of the options', path: [index] }];
      }),
  );
}
