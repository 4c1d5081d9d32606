// Keeps what one command says: the last lines in memory, and once a second in the store. Masks are laid over the lines
// together, because a private key has many.
import { stripVTControlCharacters } from 'node:util';
import { withoutUnseen } from '../engine/parse/clean.js';
import { every } from '../every.js';
import type { Log } from '../log.js';
import { redact } from '../redact.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import type { Line } from './line-reader.js';
import { lastOf, mostCharacters, mostLines, outputOf, runOutputs } from './run-outputs.js';

const writeEvery = 1_000;
const longestLast = 300;

export interface OutputParts {
  store: Store;
  log: Log;
  /** Epoch milliseconds. */
  now: () => number;
  /** Told the id of a run whose stored output has grown. */
  changed: (run: string) => void;
}

export interface OutputKeeper {
  /** @param from which stream it came by: a line is written over only by the next one of its stream */
  say(line: Line, from: string): void;
  /** The last line with a letter or digit in it, masked; empty when there is none. */
  lastLine(): string;
  /** Writes what is not written yet. Never throws: what the command did counts, whether it can be shown or not. */
  close(): Promise<void>;
}

/**
 * One command at a time for each run: what was said before stays above.
 * @param source.heading stands before the first line
 * @param source.mask lays further masks over a text
 * @throws Problem store_unavailable
 */
export async function openOutput(
  parts: OutputParts,
  source: { run: string; heading: string; mask: (text: string) => string },
): Promise<OutputKeeper> {
  const { store, log, now, changed } = parts;
  const before = await outputOf(store, source.run);
  let tail: { text: string; from: string; overwritten: boolean }[] = [];
  let characters = 0;
  let said = 0;
  let isWritten = true;

  const masked = (text: string): string => redact(source.mask(withoutHalfKey(clean(text))));
  const lines = (): string[] => masked(tail.map(({ text }) => text).join('\n')).split('\n');

  async function write(): Promise<void> {
    if (isWritten) return;
    isWritten = true;
    const all = [...(before?.lines ?? []), masked(source.heading), ...lines()];
    const kept = lastOf(all, (line) => line.length);
    const total = (before?.total ?? 0) + 1 + said;
    const doc = { lines: kept, total, dropped: total - kept.length, updatedAt: now() };
    try {
      if (!(await store.insert(runOutputs, source.run, doc)))
        await update(store, runOutputs, source.run, () => doc);
    } catch (error) {
      isWritten = false;
      throw error;
    }
    changed(source.run);
  }
  const failed = (error: unknown): void =>
    log.warn({ err: error, run: source.run }, 'the output of a command could not be stored');
  const loop = every(writeEvery, write, failed);

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
      isWritten = false;
      // Not at each line: a flood would make that expensive.
      if (tail.length <= mostLines * 2 && characters <= mostCharacters * 2) return;
      tail = lastOf(tail, ({ text }) => text.length);
      characters = tail.reduce((sum, { text }) => sum + text.length, 0);
    },
    lastLine() {
      const last = said === 0 ? '' : lines().findLast((line) => /[\p{L}\p{N}]/u.test(line));
      return short(last ?? '');
    },
    async close() {
      await loop.stop();
      await write().catch(failed);
    },
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
