// Files and streams as a full disk, another program or somebody on purpose leaves them: each is read as what it is, or said to be
// faulty in words of ours; never half read as if it were whole.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll } from 'vitest';
import { loadConfig } from '../../src/config/config-file.js';
import { ConfigurationError } from '../../src/config/problems.js';
import { Problem } from '../../src/core/problem.js';
import { operations } from '../../src/handlers/registry.js';
import { ArchiveFault, readArchive } from '../../src/services/backups/archive.js';
import { checkStateFile } from '../../src/services/backups/check-state-file.js';
import { createLineReader, longestLine } from '../../src/services/commands/line-reader.js';
import { replyLines } from '../../src/services/commands/reply-lines.js';
import { readLines } from '../../src/services/notion/backups/read-lines.js';
import { parseLine } from '../../src/services/scrape/parse-line.js';
import { createSampleReader } from '../../src/services/scrape/sample-reader.js';
import { archiveOf } from '../services/backups/archive-bytes.js';
import { fuzzing, must } from './fuzz.js';
import { plan } from './plan.js';
import { hostileText, mutated } from './texts.js';

const { fuzz, fuzzAsync } = fuzzing(plan.files);
const folder = mkdtempSync(join(tmpdir(), 'ppm-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

/** The file with this in it. */
function fileOf(content: Buffer | string): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

/** Whole, cut off, or with some of its bytes changed; `packed` before or after it was compressed. */
function spoiled(content: Buffer): fc.Arbitrary<Buffer> {
  return fc
    .record({
      cut: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
      changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      inside: fc.boolean(),
    })
    .map(({ cut, changes, inside }) => {
      const whole = inside ? content : gzipSync(content);
      const bytes = Buffer.from(whole.subarray(0, Math.ceil(whole.length * cut)));
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return inside ? gzipSync(bytes) : bytes;
    });
}

const archive = archiveOf('notion_bot', [
  { name: 'tasks', documents: 3, indexes: [{ name: 'a_1', key: { a: 1 }, unique: true }] },
  { name: 'live', type: 'view', documents: 0 },
]);
fuzzAsync('an archive of mongodump is read or faulty', 3_000, spoiled(archive), async (bytes) => {
  const read = await readArchive(fileOf(bytes), signal).catch((error: unknown) => {
    if (error instanceof ArchiveFault) return null;
    throw error;
  });
  must(read === null || read.every(({ documents }) => documents <= 20), 'no more than there is');
});

const state = [
  { version: '1', madeAt: 1, config: null },
  { collection: 'runs', id: 'R-1', revision: 1, doc: { a: 'x\u2028y' } },
  { collection: 'runs', id: 'R-2', revision: 3, doc: {} },
];
const lines = (all: readonly unknown[]): Buffer =>
  Buffer.from(all.map((one) => `${JSON.stringify(one)}\n`).join(''));
fuzzAsync(
  "a backup of the bot's memory is read or refused",
  2_500,
  spoiled(lines(state)),
  async (bytes) => {
    const read = await checkStateFile(fileOf(bytes), signal).catch(onlyProblems);
    must(read === null || (read.collections['runs'] ?? 0) <= 2, 'no more than there is');
  },
);

function onlyProblems(error: unknown): null {
  if (error instanceof Problem && error.code !== 'internal') return null;
  throw error;
}

const anyTitle = fc.oneof(hostileText, fc.constant('two\u2028lines\u2029and\u0085more'));
fuzzAsync(
  'pages come back from a backup as they went in, or it is damaged',
  2_000,
  fc.tuple(fc.array(anyTitle, { maxLength: 3 }), fc.boolean(), fc.nat(), fc.nat(255)),
  async ([titles, isSpoiled, at, byte]) => {
    const pages = titles.map((title, place) => ({
      id: String(place),
      databaseId: null,
      dataSourceId: null,
      createdAt: 1,
      editedAt: 2,
      inTrash: false,
      url: '',
      properties: { Name: { id: 'title', type: 'title', title } },
    }));
    const whole = gzipSync(lines(pages));
    const bytes = Buffer.from(whole);
    if (isSpoiled) bytes[at % bytes.length] = byte;
    const sha256 = createHash('sha256').update(whole).digest('hex');
    const read: unknown[] = [];
    const path = fileOf(bytes);
    const all = async (): Promise<true> => {
      for await (const page of readLines(path, { name: 'b', pages: pages.length, sha256 }))
        read.push(page);
      return true;
    };
    const isRead = await all().catch(onlyProblems);
    must(isRead !== null || !bytes.equals(whole), 'a whole one is read', titles);
    must(isRead === null || bytes.equals(whole), 'a spoiled one is not', titles);
    if (isRead) must(JSON.stringify(read) === JSON.stringify(pages), 'it is the same', titles);
  },
);

const house = readFileSync('ppm.config.yaml', 'utf8');
const yaml = fc.oneof(
  { weight: 6, arbitrary: mutated([house]) },
  { weight: 1, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: mutated(['a: &a [x]\nb: *a\n', 'a: &a {b: *a}\n', '<<: *x\n', '? [a]\n: b\n']),
  },
);
fuzz('a configuration is read, or told what is wrong and where', 1_500, yaml, (content) => {
  const path = fileOf(content);
  try {
    const { config } = loadConfig(path, operations);
    must(Object.keys(config.environments).length > 0, 'it is one');
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { problems } = error;
    must(problems.length > 0, 'something is wrong');
    must(
      problems.every(({ name, reason }) => name !== '' && /^line \d+: \S/.test(reason)),
      'and where',
      problems,
    );
  }
});

const metric = mutated([
  'http_requests_total{method="post",code="200"} 1027 1395066363000',
  'a{b="c\\n\\"d"} -Inf',
  'x 1e9 # {trace_id="a"} 1',
  '# HELP x y',
]);
fuzz(
  'a line of metrics is a sample, nothing or malformed',
  45_000,
  fc.oneof(metric, hostileText),
  (line) => {
    const sample = parseLine(line);
    if (sample === null || sample === 'malformed') return;
    must(/^[a-zA-Z_:][\w:]*$/.test(sample.name), 'it has a name', line);
    must(Object.getPrototypeOf(sample.labels) === Object.prototype, 'labels are plain', line);
  },
);

const chunks = fc.array(fc.oneof(hostileText, fc.constantFrom('\r', '\n', '\r\n', 'a')), {
  maxLength: 6,
});
fuzz('a stream has the lines of its text, however it is cut', 15_000, chunks, (parts) => {
  const read = (pieces: readonly string[]): string[] => {
    const said: string[] = [];
    const reader = createLineReader(({ text }) => void said.push(text));
    for (const piece of pieces) reader.take(piece);
    reader.end();
    return said;
  };
  const cut = read(parts);
  must(
    cut.every((line) => line.length <= longestLine + 1),
    'none is too long',
  );
  must(JSON.stringify(cut) === JSON.stringify(read([parts.join('')])), 'the same', parts);
  const samples = createSampleReader(10);
  for (const part of parts) samples.take(part);
  must(samples.end(true).samples.length <= 10, 'no more samples than asked for');
});

const reply = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  text: fc.oneof(hostileText, mutated(['{"message":"a","error":{"b":1}}'])),
  location: fc.option(hostileText),
  isCut: fc.boolean(),
  type: fc.constantFrom('', 'application/json', 'text/plain', 'image/png'),
});
fuzz('what an address answered becomes lines', 8_000, reply, (given) => {
  must(replyLines(given).lines.length > 0, 'one at least', given);
});
