// Text from outside, made harmless for a terminal: no control sequence may move the cursor, change a title or turn a line
// around, so what is on the screen is what was written, but for secrets. And how wide a text is there.
import { masked } from '../services/redact.js';

/** Everything that is not seen but acts: controls (the escape among them), direction and zero-width marks, lone surrogates. */
const acting = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** On one line, without secrets and anything that acts. */
export function oneLine(text: string): string {
  return masked(text.replaceAll(/\s+/g, ' ').replaceAll(acting, '').trim());
}

/** The lines of a text, tabs as four spaces, without secrets and anything that acts. */
export function linesOf(text: string): string[] {
  const lines = text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replaceAll('\t', '    ').replaceAll(acting, ''));
  // Together: a private key has many.
  return masked(lines.join('\n')).split('\n');
}

/** Columns that a line takes on the screen. */
export function widthOf(line: string): number {
  return Array.from(line).reduce(
    (sum, character) => sum + (/\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1),
    0,
  );
}

/** The line with spaces up to `width` columns, after it or before it. */
export function padded(line: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(line)));
  return align === 'left' ? line + space : space + line;
}

/** The line broken into lines of at most `width` columns, between words where there is a space. At least one line. */
export function wrapped(line: string, width: number): string[] {
  const lines = [''];
  for (const word of line.split(' ').flatMap((piece) => pieces(piece, width))) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (widthOf(last) + 1 + widthOf(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A word cut where it is wider than the screen. */
function pieces(word: string, width: number): string[] {
  const cut = [''];
  for (const character of word) {
    const last = cut.at(-1) ?? '';
    if (last !== '' && widthOf(last) + widthOf(character) > width) cut.push(character);
    else cut[cut.length - 1] = last + character;
  }
  return cut;
}
