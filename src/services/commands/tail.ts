// The last lines that a command has said, masked: masks are laid over the lines together, because a private key has many.
import { stripVTControlCharacters } from 'node:util';
import { withoutUnseen } from '../engine/parse/clean.js';
import { redact } from '../redact.js';
import type { Line } from './line-reader.js';
import { lastOf, mostCharacters, mostLines } from './run-outputs.js';

const longestLast = 300;

export interface Tail {
  /** @param from which stream it came by: a line is written over only by the next one of its stream */
  say(line: Line, from: string): void;
  /** Masked. */
  lines(): string[];
  /** How many lines were said in all. */
  said(): number;
  /** The last line with a letter or digit in it, masked; empty when there is none. */
  lastLine(): string;
  masked(text: string): string;
}

/** @param mask lays further masks over a text */
export function createTail(mask: (text: string) => string): Tail {
  let tail: { text: string; from: string; overwritten: boolean }[] = [];
  let characters = 0;
  let said = 0;

  const masked = (text: string): string => redact(mask(withoutHalfKey(clean(text))));
  const lines = (): string[] => masked(tail.map(({ text }) => text).join('\n')).split('\n');

  return {
    say(line, from) {
      const last = tail.at(-1);
      if (last?.overwritten === true && last.from === from) {
        tail.pop();
        characters -= last.text.length;
        said -= 1;
      }
      tail.push({ ...line, from });
      characters += line.text.length;
      said += 1;
      // Not at each line: a flood would make that expensive.
      if (tail.length <= mostLines * 2 && characters <= mostCharacters * 2) return;
      tail = lastOf(tail, ({ text }) => text.length);
      characters = tail.reduce((sum, { text }) => sum + text.length, 0);
    },
    lines,
    said: () => said,
    lastLine() {
      const last = said === 0 ? '' : lines().findLast((line) => /[\p{L}\p{N}]/u.test(line));
      return short(last ?? '');
    },
    masked,
  };
}

/** A text as a note: on one line, masked, with a few words. */
export function short(text: string): string {
  const line = redact(clean(text)).replaceAll(/\s+/g, ' ').trim();
  return line.slice(0, longestLast).replace(/[\ud800-\udbff]$/, '');
}

/** Without colours, cursor movements and whatever else nobody sees: a mask must not be evaded by them. */
function clean(text: string): string {
  return withoutUnseen(stripVTControlCharacters(text)).replaceAll(/[^\S\n\t]/g, ' ');
}

/** When the beginning of a private key has scrolled out, the rest of it is still one. */
function withoutHalfKey(text: string): string {
  const end = /-----END [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----/.exec(text);
  if (!end) return text;
  if (/-----BEGIN [A-Z ]{0,20}PRIVATE KEY/.test(text.slice(0, end.index))) return text;
  return `[private key removed]${text.slice(end.index + end[0].length)}`;
}
