// A file's text in pieces of whole lines: all of it, or the end of a large one.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes. */
const largest = 5 * 1024 * 1024;
const looksAt = 8_192;
/** Characters that are searched at once; in between others get their turn. */
const pieceLength = 256 * 1024;

export interface FileText {
  /** Null: it is no text. */
  text: string | null;
  endOnly: boolean;
}

/**
 * At most the last 5 MiB. What was swapped for a link or a pipe meanwhile is refused, not followed and not waited for.
 * @param path without links
 * @throws the error of the file system
 */
export async function readText(path: string): Promise<FileText> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const file = await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return { text: null, endOnly: false };
    const start = Math.max(0, stat.size - largest);
    const buffer = Buffer.alloc(stat.size - start);
    let read = 0;
    while (read < buffer.length) {
      const { bytesRead } = await file.read(buffer, read, buffer.length - read, start + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    const bytes = buffer.subarray(0, read);
    const isBinary = bytes.subarray(0, looksAt).includes(0);
    return { text: isBinary ? null : bytes.toString('utf8'), endOnly: start > 0 };
  } finally {
    await file.close();
  }
}

/** The text in pieces that end with a line; one line that is longer than a piece is a piece of its own. */
export function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const most = start + pieceLength;
    const within = most >= text.length ? text.length : text.lastIndexOf('\n', most) + 1;
    const after = text.indexOf('\n', most) + 1;
    const end = within > start ? within : after > 0 ? after : text.length;
    yield text.slice(start, end);
    start = end;
  }
}
