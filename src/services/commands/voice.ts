// Reads one stream of a program, no faster than anybody could read it: one that floods waits, and the bot goes on.
import type { Readable } from 'node:stream';
import { createLineReader, type Line } from './line-reader.js';

/** After so many characters the program has to wait a while: about one million a second. */
const atOnce = 256 * 1024;
const rest = 250;

export interface Voice {
  /** Resolves when nobody can say anything more. Never rejects. */
  ended: Promise<void>;
  /** Hears nothing more; what was begun is the last line. */
  stop(): void;
}

/** UTF-8, also where a character comes in two chunks. */
export function listenTo(stream: Readable, said: (line: Line) => void): Voice {
  const reader = createLineReader(said);
  let heard = 0;
  let resting: NodeJS.Timeout | undefined;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    reader.take(chunk);
    heard += chunk.length;
    if (heard < atOnce) return;
    heard = 0;
    stream.pause();
    resting = setTimeout(() => stream.resume(), rest);
  });
  const ended = new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.once('error', resolve);
  });
  return {
    ended,
    stop() {
      clearTimeout(resting);
      stream.destroy();
      reader.end();
    },
  };
}
