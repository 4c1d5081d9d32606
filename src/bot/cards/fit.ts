// Makes a drawing fit into one Slack message. A card is written as parts, most important first; what doesn't fit goes to
// the thread as text, whole, and the card says so. Nothing is lost in silence.
import { context, type MessageBlock } from './blocks.js';
import { messageBlocks, messageCharacters, messageSize } from './limits.js';
import { clipMarkup } from './text.js';

/** A piece of a card. */
export interface Part {
  blocks: MessageBlock[];
  /** All of it in plain text, also what the blocks had to leave out. */
  text: string;
  /** The blocks don't show all of it. */
  cut?: boolean;
  /** Stays on the card whatever else has to go: headline, buttons, who is asked. */
  keep?: boolean;
}

export interface Draft {
  /** What a notification and a screen reader say: a whole sentence, as mrkdwn. */
  text: string;
  /** Names the text that didn't fit. */
  title: string;
  /** Where the text that didn't fit goes, to follow "the rest". */
  rest: string;
  parts: Part[];
}

/** A message that Slack takes, and what had no room in it. */
export interface Rendered {
  /** Notification and fallback text, as mrkdwn: to be sent with `parse: 'none'`. */
  text: string;
  blocks: MessageBlock[];
  /** Plain text to post in the thread, as a file where it is long. */
  overflow?: { title: string; text: string };
}

/** Room for the line that says where the rest is. */
const spare = { blocks: 1, characters: 250 };

/** The draft as one message. Parts are moved out from the end, until the others fit. */
export function fit({ text, title, rest, parts }: Draft): Rendered {
  const shown = new Set(parts);
  let blocksLeft = messageBlocks - spare.blocks - sum(parts, blocksOf);
  let charactersLeft = messageCharacters - spare.characters - sum(parts, charactersOf);
  for (const part of parts.toReversed()) {
    if (blocksLeft >= 0 && charactersLeft >= 0) break;
    if (part.keep === true) continue;
    shown.delete(part);
    blocksLeft += blocksOf(part);
    charactersLeft += charactersOf(part);
  }
  const missing = parts.filter((part) => part.cut === true || !shown.has(part));
  const blocks = parts.filter((part) => shown.has(part)).flatMap((part) => part.blocks);
  const message = { text: clipMarkup(text.trim() || '–', 3_000), blocks };
  if (missing.length === 0) return message;
  return {
    ...message,
    blocks: [...blocks, context(`… the rest ${rest}.`)],
    overflow: { title, text: missing.map((part) => part.text).join('\n\n') },
  };
}

const blocksOf = (part: Part): number => part.blocks.length;
const charactersOf = (part: Part): number => messageSize(part.blocks);

function sum(parts: readonly Part[], of: (part: Part) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
