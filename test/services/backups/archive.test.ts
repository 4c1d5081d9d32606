// Archives of mongodump, whole and broken.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArchive } from '../../../src/services/backups/archive.js';
import { BytesAhead, CutShort } from '../../../src/services/backups/bytes-ahead.js';
import { collectionsIn } from '../../../src/services/backups/collections-in.js';
import { archiveOf, zipped } from './archive-bytes.js';

const forever = new AbortController().signal;
const contents = [
  {
    name: 'tasks',
    documents: 500,
    indexes: [
      { name: '_id_', key: { _id: 1 } },
      { name: 'n_1_t_-1', key: { n: 1, t: -1 }, unique: true },
      { name: 'text', key: { _fts: 'text', _ftsx: 1 } },
    ],
  },
  { name: 'a.b', documents: 1 },
  { name: 'empty', documents: 0 },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(bytes: Buffer): Promise<string> {
  const path = join(folder, 'an.archive.gz');
  await writeFile(path, bytes);
  return path;
}
const fault = async (bytes: Buffer): Promise<unknown> =>
  readArchive(await file(bytes), forever).catch((error: unknown) => error);

describe('an archive', () => {
  it('tells its collections, their counts and indexes', async () => {
    const found = await readArchive(await file(zipped('notion_bot', contents)), forever);
    expect(found.map(({ name, documents, isWhole }) => [name, documents, isWhole])).toEqual([
      ['a.b', 1, true],
      ['empty', 0, true],
      ['tasks', 500, true],
    ]);
    expect(found[2]).toMatchObject({
      database: 'notion_bot',
      type: 'collection',
      indexes: [
        { name: '_id_', key: '{"_id":1}', isUnique: false },
        { name: 'n_1_t_-1', key: '{"n":1,"t":-1}', isUnique: true },
        { name: 'text', key: '{"_fts":"text","_ftsx":1}', isUnique: false },
      ],
    });
  });

  it('of nothing is whole', async () => {
    expect(await readArchive(await file(zipped('notion_bot', [])), forever)).toEqual([]);
  });

  it('cut short at any byte of the compressed file is known as that', async () => {
    const whole = zipped('notion_bot', contents);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: whole.length - 1 }), async (length) => {
        expect(await fault(whole.subarray(0, length))).toMatchObject({ kind: 'cut-short' });
      }),
      { numRuns: 25 },
    );
  });

  it('cut short before it was compressed is known at the latest by the missing ends', async () => {
    const whole = archiveOf('notion_bot', contents);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: whole.length - 1 }), async (length) => {
        const path = await file(gzipSync(whole.subarray(0, length)));
        await expect(collectionsIn(path, 'notion_bot', forever)).rejects.toMatchObject({
          code: 'not_possible',
          message: expect.stringContaining('cut short'),
        });
      }),
      { numRuns: 25 },
    );
  });

  it('of which one collection has no end is cut short', async () => {
    const cut = [
      { name: 'users', documents: 3 },
      { name: 'tasks', documents: 500, isCut: true },
    ];
    const path = await file(zipped('notion_bot', cut));
    await expect(collectionsIn(path, 'notion_bot', forever)).rejects.toMatchObject({
      message: 'The archive is cut short: it ends in the collection tasks.',
    });
  });

  it.each([
    ['plain text', Buffer.from('no archive at all')],
    ['another gzip', gzipSync('{"a":1}\n'.repeat(50))],
    ['an impossible length', gzipSync(Buffer.concat([archiveOf('x', []), Buffer.alloc(64, 0x7f)]))],
    ['a flipped byte', flipped(zipped('notion_bot', contents))],
  ])('%s is none', async (_what, bytes) => {
    expect(await fault(bytes)).toMatchObject({ kind: 'not-an-archive' });
  });

  it('views and buckets are no collections of it', async () => {
    const path = await file(
      zipped('notion_bot', [
        { name: 'tasks', documents: 2 },
        { name: 'open', documents: 0, type: 'view' },
        { name: 'seen', documents: 0, type: 'timeseries', isCut: true },
        { name: 'system.buckets.seen', documents: 9, type: 'buckets' },
      ]),
    );
    const found = await collectionsIn(path, 'notion_bot', forever);
    expect(found.map(({ name }) => name)).toEqual(['tasks']);
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const path = await file(zipped('notion_bot', contents));
    stop.abort();
    await expect(collectionsIn(path, 'notion_bot', stop.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

it('bytes come in the portions that are asked for, whatever the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 30 }),
      fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 30 }),
      async (chunks, portions) => {
        const all = Buffer.concat(chunks);
        const bytes = new BytesAhead(each(chunks));
        let at = 0;
        for (const [index, portion] of portions.entries()) {
          if (at + portion > all.length) break;
          const taken = index % 2 === 0 ? await bytes.take(portion) : await skipped(bytes, portion);
          expect(taken).toEqual(index % 2 === 0 ? all.subarray(at, at + portion) : null);
          at += portion;
        }
        await expect(bytes.take(all.length - at + 1)).rejects.toBeInstanceOf(CutShort);
      },
    ),
  );
});

async function skipped(bytes: BytesAhead, count: number): Promise<null> {
  await bytes.skip(count);
  return null;
}

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

function flipped(whole: Buffer): Buffer {
  const copy = Buffer.from(whole);
  const middle = Math.floor(copy.length / 2);
  copy[middle] = (copy[middle] ?? 0) ^ 0xff;
  return copy;
}
