// Lines into a compressed file, with its checksum and size; as fast as the disk takes them, and not faster.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { diskProblem } from './disk-problem.js';

export interface LinesWritten {
  lines: number;
  bytes: number;
  /** Of the compressed file, in hex. */
  sha256: string;
}

export interface LineWriter {
  /** @throws Problem not_possible when the disk is full or refuses */
  add(lines: readonly string[]): Promise<void>;
  /** Everything is on the disk when this has resolved. */
  end(): Promise<LinesWritten>;
  /** Removes the file; harmless after it got another name. */
  discard(): Promise<void>;
}

/** @param path of a file that is not there yet */
export function writeLines(path: string): LineWriter {
  const gzip = createGzip();
  const hash = createHash('sha256');
  let lines = 0;
  let bytes = 0;
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  const written = pipeline(
    gzip,
    async function* (compressed: AsyncIterable<Buffer>) {
      for await (const chunk of compressed) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    file,
  ).catch((error: unknown) => {
    throw diskProblem(error);
  });
  // Whoever adds or ends is told; until then nobody listens.
  written.catch(() => undefined);

  return {
    async add(more) {
      if (more.length === 0) return;
      if (gzip.destroyed) return written;
      lines += more.length;
      if (!gzip.write(more.map((line) => `${line}\n`).join('')))
        await Promise.race([once(gzip, 'drain'), written]).catch((error: unknown) => {
          throw diskProblem(error);
        });
    },
    async end() {
      gzip.end();
      await written;
      return { lines, bytes, sha256: hash.digest('hex') };
    },
    async discard() {
      gzip.destroy();
      await written.catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}
