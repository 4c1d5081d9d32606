// What a run's commands say, for the thread of its card: the end of it, edited in place while it grows.
import type { RichTextBlock } from '@slack/types';
import type { RunOutput } from '../../services/commands/run-outputs.js';
import { section } from './blocks.js';
import type { Rendered } from './fit.js';
import { clip, codeBlock, inertLine, number, visible } from './text.js';

const most = { lines: 40, line: 300, characters: 8_000, plainCharacters: 2_800 };

/** The last lines that fit, as they were said. */
export function renderOutput(output: RunOutput, look: { run: string; plain: boolean }): Rendered {
  const lines = output.lines.slice(-most.lines).map((line) => clip(visible(line), most.line));
  const length = look.plain
    ? (text: string): number => codeBlock(text, Infinity).length
    : (text: string): number => text.length;
  const room = look.plain ? most.plainCharacters : most.characters;
  while (lines.length > 1 && length(lines.join('\n')) > room) lines.shift();
  const shown = lines.join('\n');
  const title = `*Output*: ${howMuch(lines.length, output.total)}`;
  return {
    text: `Output of ${inertLine(look.run)}: ${howMuch(lines.length, output.total)}`,
    blocks: look.plain
      ? [section(`${title}\n${codeBlock(shown)}`)]
      : [section(title), preformatted(shown)],
  };
}

/** @param text without characters that nobody sees */
export function preformatted(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: text || '–' }] }],
  };
}

function howMuch(shown: number, total: number): string {
  const lines = total === 1 ? 'line' : 'lines';
  return shown < total
    ? `last ${number(shown)} of ${number(total)} ${lines}`
    : `${number(total)} ${lines}`;
}
