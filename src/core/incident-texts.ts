// The words that people give an incident: what is too long or empty is refused by the name of its field.
import { Problem } from './problem.js';

/** Characters. */
export const longestTitle = 200;
export const longestText = 3_000;

/**
 * A text without space around it.
 * @param field the input that it came from
 * @throws Problem invalid_input when it is empty, or longer than `longestText` characters
 */
export function requiredText(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed === '')
    throw new Problem('invalid_input', 'A text is needed.', 'Say it in a sentence.', { field });
  if (trimmed.length > longestText)
    throw new Problem(
      'invalid_input',
      `The text has ${trimmed.length.toLocaleString('en')} characters; ${longestText.toLocaleString('en')} are possible.`,
      'Say it shorter, and put the rest into a document that you name.',
      { field },
    );
  return trimmed;
}

/** In one line, and cut where it is longer than `most` characters: for words that come from an alert or a run. */
export function clippedLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  // Half a character is none.
  return `${line.slice(0, most - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

/** `2026-11-21 09:20 UTC` @param at epoch milliseconds */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
