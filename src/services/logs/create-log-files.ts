// Reads the end of a log file: at most 256 KiB of it, whatever its size. (Runbook 1, 2 and 3: grep and tail of the logs)
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Problem } from '../../core/problem.js';
import { cleanText } from './clean-text.js';
import type { LogFiles, Tail } from './log-files.js';

/** Bytes of the file, and characters of a line. */
const most = { bytes: 256 * 1024, line: 2_000 };

/** @param options.redact masks secrets in a text */
export function createLogFiles({ redact }: { redact: (text: string) => string }): LogFiles {
  return {
    async tail(path, lines) {
      const file = await opened(path);
      try {
        return await tailOf(file, { path, lines, redact });
      } finally {
        await file.close();
      }
    },
  };
}

/** Not blocking: a pipe that nobody writes to would never open otherwise. */
async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    throw whyNot(path, error);
  }
}

async function tailOf(
  file: FileHandle,
  { path, lines, redact }: { path: string; lines: number; redact: (text: string) => string },
): Promise<Tail> {
  const stats = await file.stat();
  if (!stats.isFile())
    throw new Problem(
      'not_possible',
      `${path} is ${stats.isDirectory() ? 'a directory' : 'no ordinary file'}, not a log file.`,
      'Name the file itself in ppm.config.yaml.',
    );
  const from = Math.max(0, stats.size - most.bytes);
  const buffer = Buffer.alloc(Math.min(stats.size, most.bytes));
  const length = await filled(file, buffer, from).catch((error: unknown) => {
    throw whyNot(path, error);
  });
  const text = new TextDecoder().decode(buffer.subarray(0, length));
  const all = linesOf(cleanText(from > 0 ? withoutFirst(text) : text, redact));
  const kept = all.slice(Math.max(0, all.length - lines));
  return {
    lines: kept.map(short),
    size: stats.size,
    cut: from > 0 || kept.length < all.length,
    modifiedAt: Math.round(stats.mtimeMs),
  };
}

/** A file can have been cut short in between: then there is less. */
async function filled(file: FileHandle, buffer: Buffer, from: number): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, from + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** It begins in the middle of a line, and half a secret is not known as one. */
function withoutFirst(text: string): string {
  const end = text.indexOf('\n');
  if (end >= 0 && end < text.length - 1) return text.slice(end + 1);
  // One line without an end: only its first word may be half.
  return text.replace(/^[^\s\0]*/, '…');
}

function linesOf(text: string): string[] {
  const trimmed = text.replace(/\n+$/, '');
  return trimmed === '' ? [] : trimmed.split('\n');
}

function short(line: string): string {
  if (line.length <= most.line) return line.trimEnd();
  return `${line.slice(0, most.line - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function whyNot(path: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Problem(
        'not_found',
        `There is no file ${path}.`,
        'Look whether the service writes its log there, and correct the path in ppm.config.yaml.',
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
      return new Problem(
        'not_possible',
        `The bot may not read ${path}.`,
        'Let the user that the bot runs as read it, for instance by its group.',
        { cause: error },
      );
    case 'EISDIR':
      return new Problem(
        'not_possible',
        `${path} is a directory, not a log file.`,
        'Name the file itself in ppm.config.yaml.',
        { cause: error },
      );
    default:
      return new Problem(
        'not_possible',
        `${path} can't be read (${code || 'no reason given'}).`,
        'Look at the file and the disk that it is on.',
        { cause: error },
      );
  }
}
