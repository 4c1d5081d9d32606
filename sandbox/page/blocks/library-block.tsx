// Blocks that only show something are drawn by slack-blocks-to-jsx: charts, markdown, videos, files.
import { memo } from 'react';
import { Message, type Block as LibraryBlockShape } from 'slack-blocks-to-jsx';
import type { Json } from '../../slack/json.js';
import { useDesk } from '../api/context.js';
import { field } from './text.js';

const drawn = new Set(['data_visualization', 'markdown', 'video', 'file']);

function isDrawn(block: unknown): block is LibraryBlockShape {
  return (
    typeof block === 'object' &&
    block !== null &&
    'type' in block &&
    typeof block.type === 'string' &&
    drawn.has(block.type)
  );
}

export const LibraryBlock = memo(function LibraryBlock({ block }: { block: Json }) {
  const { theme } = useDesk();
  if (!isDrawn(block))
    return <p className="unknown-block">A block of the type {field(block, 'type')}</p>;
  return (
    <div className="library-block">
      <Message blocks={[block]} name="" logo="" theme={theme} withoutWrapper />
    </div>
  );
});
