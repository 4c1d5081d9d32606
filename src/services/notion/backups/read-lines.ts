// Pages out of a backup's file. Its checksum and count are compared when the last line has been read.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { jsonObjectSchema } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import { linesOf } from '../../lines-of.js';
import type { NotionPage } from '../notion.js';
import type { Backup } from './backups.js';
import { diskProblem } from './disk-problem.js';

const pageSchema: z.ZodType<NotionPage> = z.object({
  id: z.string(),
  databaseId: z.string().nullable(),
  dataSourceId: z.string().nullable(),
  createdAt: z.number(),
  editedAt: z.number(),
  inTrash: z.boolean(),
  url: z.string(),
  properties: z.record(
    z.string(),
    jsonObjectSchema.and(z.object({ id: z.string(), type: z.string() })),
  ),
});

/** @throws Problem not_possible when the file is damaged or gone */
export async function* readLines(
  path: string,
  expected: Pick<Backup, 'name' | 'pages' | 'sha256'>,
): AsyncGenerator<NotionPage, void, undefined> {
  const hash = createHash('sha256');
  const text = new PassThrough();
  const read = pipeline(
    createReadStream(path),
    async function* (compressed: AsyncIterable<Buffer>) {
      for await (const chunk of compressed) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createGunzip(),
    text,
  );
  // The reader of `text` meets the same error; it is told there.
  read.catch(() => undefined);
  let pages = 0;
  try {
    for await (const line of linesOf(text)) {
      yield pageIn(line, expected.name);
      pages += 1;
    }
    await read;
    if (pages !== expected.pages || hash.digest('hex') !== expected.sha256)
      throw damaged(expected.name);
  } catch (error) {
    throw isBroken(error) ? damaged(expected.name) : diskProblem(error);
  } finally {
    text.destroy();
  }
}

function pageIn(line: string, name: string): NotionPage {
  try {
    return pageSchema.parse(JSON.parse(line));
  } catch {
    throw damaged(name);
  }
}

/** What zlib says of a file that is no gzip or is cut off. */
function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function damaged(name: string): Problem {
  return new Problem(
    'not_possible',
    `The backup ${name} is damaged: its file is not what was written.`,
    'Choose another one. If there are more like it, look at the disk.',
  );
}
