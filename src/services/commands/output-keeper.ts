// Keeps what one command says: the last lines in memory, and once a second in the store. Masks are laid over the lines
// together, because a private key has many.
import { every } from '../every.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import type { Line } from './line-reader.js';
import { lastOf, outputOf, runOutputs } from './run-outputs.js';
import { createTail } from './tail.js';

const writeEvery = 1_000;

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
  const tail = createTail(source.mask);
  let isWritten = true;

  async function write(): Promise<void> {
    if (isWritten) return;
    isWritten = true;
    const all = [...(before?.lines ?? []), tail.masked(source.heading), ...tail.lines()];
    const kept = lastOf(all, (line) => line.length);
    const total = (before?.total ?? 0) + 1 + tail.said();
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
      tail.say(line, from);
      isWritten = false;
    },
    lastLine: tail.lastLine,
    async close() {
      await loop.stop();
      await write().catch(failed);
    },
  };
}
