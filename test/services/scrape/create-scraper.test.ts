// Reads metrics over a real socket: whatever is at the other end, it comes back in time with what could be read.
import { createServer, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createScraper, mostRead } from '../../../src/services/scrape/create-scraper.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return `http://127.0.0.1:${port ?? 'none'}/metrics?key=hunter2`;
}

const text =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4', ...headers });
    response.end(body);
  };

const read = (url: string, timeoutMs = 5_000) =>
  createScraper().read(url, { signal: new AbortController().signal, timeoutMs });

/** Writes the same again until the other side has had enough. */
const endless =
  (piece: string, ended: () => void = () => undefined): RequestListener =>
  (_request, response) => {
    response.writeHead(200);
    let isOpen = true;
    response.on('close', () => {
      isOpen = false;
      ended();
    });
    const more = (): void => {
      if (!isOpen) return;
      if (response.write(piece)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  };

describe('what is well', () => {
  it('is read', async () => {
    const url = await serve(
      text('# HELP a Text.\n# TYPE a counter\na{b="ü"} 1 1395066363000\n\nc NaN\n# EOF\n'),
    );
    const { samples, malformed, truncated, millis } = await read(url);
    expect(samples).toEqual([
      { name: 'a', labels: { b: 'ü' }, value: 1 },
      { name: 'c', labels: {}, value: NaN },
    ]);
    expect({ malformed, truncated }).toEqual({ malformed: 0, truncated: false });
    expect(millis).toBeGreaterThanOrEqual(0);
  });

  it('may come in pieces, and without an end of the last line', async () => {
    const url = await serve((_request, response) => {
      const bytes = Buffer.from('a{b="grün"} 1\nlast 25');
      response.writeHead(200);
      let at = 0;
      const next = (): void => {
        if (at >= bytes.length) return void response.end();
        response.write(bytes.subarray(at, at + 1));
        at += 1;
        setImmediate(next);
      };
      next();
    });
    expect((await read(url)).samples).toEqual([
      { name: 'a', labels: { b: 'grün' }, value: 1 },
      { name: 'last', labels: {}, value: 25 },
    ]);
  });

  it('may be packed', async () => {
    const url = await serve(text(gzipSync('a 1\n'), { 'content-encoding': 'gzip' }));
    expect((await read(url)).samples).toHaveLength(1);
  });

  it('may be of 40,000 series', async () => {
    const lines = Array.from({ length: 40_000 }, (_, n) => `a{id="${n}"} ${n}\n`);
    const url = await serve(text(lines.join('')));
    expect(await read(url)).toMatchObject({ truncated: false, malformed: 0 });
  });
});

describe('what is not', () => {
  it('malformed lines are counted, the others read', async () => {
    const url = await serve(text('<html>\na 1\nb{c="d} 2\ne 3\n'));
    const { samples, malformed } = await read(url);
    expect(samples.map(({ name }) => name)).toEqual(['a', 'e']);
    expect(malformed).toBe(2);
  });

  it('junk has no samples', async () => {
    const url = await serve(text(Buffer.from(Array.from({ length: 9_999 }, (_, n) => n % 256))));
    const { samples, malformed } = await read(url);
    expect(samples).toEqual([]);
    expect(malformed).toBeGreaterThan(0);
  });

  it('100,000 series are cut', async () => {
    const lines = Array.from({ length: 100_000 }, (_, n) => `a{id="${n}"} ${n}\n`);
    const { samples, truncated } = await read(await serve(text(lines.join(''))));
    expect(samples).toHaveLength(mostRead.samples);
    expect(truncated).toBe(true);
  });

  it.each([
    ['lines', 'a{b="c"} 1\n'.repeat(1_000), mostRead.samples],
    ['comments', `# ${'x'.repeat(60)}\n`.repeat(1_000), 0],
    ['one line', 'x'.repeat(60_000), 0],
  ])('a body of %s without an end is left', async (_of, piece, samples) => {
    let left: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (left = resolve));
    const url = await serve(endless(piece, () => left()));
    const scrape = await read(url, 20_000);
    expect(scrape.samples).toHaveLength(samples);
    expect(scrape.truncated).toBe(true);
    await gone;
  });

  it('a packed body is measured unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, '# x\n'), { level: 1 });
    const before = process.memoryUsage().arrayBuffers;
    const scrape = await read(await serve(text(bomb, { 'content-encoding': 'gzip' })), 20_000);
    expect(scrape).toMatchObject({ samples: [], truncated: true });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('what is cut is not counted by half of its last line', async () => {
    const filler = `# ${'x'.repeat(1_021)}\n`.repeat(8 * 1024 - 2);
    const room = mostRead.bytes - Buffer.byteLength(filler) - 'a 12'.length;
    const scrape = await read(await serve(text(`${filler}#${' '.repeat(room - 2)}\na 123456\n`)));
    expect(scrape).toMatchObject({ samples: [], truncated: true });
  });

  it.each([
    [401, 'outside_refused'],
    [403, 'outside_refused'],
    [404, 'outside_unavailable'],
    [503, 'outside_unavailable'],
  ])('%i is %s, told without what is secret in the address', async (status, code) => {
    const url = await serve(text('', {}, status));
    const problem = await read(url).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code });
    expect(String(problem)).toContain(String(status));
    expect(String(problem)).not.toContain('hunter2');
  });

  it('no answer within its time is told', async () => {
    const url = await serve(() => undefined);
    await expect(read(url, 50)).rejects.toMatchObject({
      code: 'outside_unavailable',
      message: expect.stringContaining('no answer within 50 ms'),
    });
  });

  it('a body that stops in the middle is told', async () => {
    const url = await serve((_request, response) => void response.write('a 1\n'));
    await expect(read(url, 50)).rejects.toMatchObject({ code: 'outside_unavailable' });
  });

  it('what is not packed as it says is told', async () => {
    const url = await serve(text('a 1\n', { 'content-encoding': 'gzip' }));
    await expect(read(url)).rejects.toMatchObject({ code: 'outside_unavailable' });
  });

  it('redirects for ever are told', async () => {
    const url = await serve((request, response) => {
      response.writeHead(302, { location: `${request.url ?? ''}x` }).end();
    });
    await expect(read(url)).rejects.toMatchObject({ code: 'outside_unavailable' });
  });

  it.each(['http://127.0.0.1:1/metrics', 'http://nowhere.invalid/', 'no address'])(
    '%s is told',
    async (url) => {
      await expect(read(url)).rejects.toMatchObject({ code: 'outside_unavailable' });
    },
  );

  it('a person who gives up ends it with their reason', async () => {
    const url = await serve(() => undefined);
    const asking = new AbortController();
    const reading = createScraper().read(url, { signal: asking.signal, timeoutMs: 5_000 });
    asking.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('what it said before', () => {
  it('is known from a minute on, for an hour, by address', async () => {
    let value = 0;
    const url = await serve((_request, response) => response.end(`a_total ${(value += 1)}\n`));
    let now = 0;
    const scraper = createScraper({ now: () => now });
    const at = async (minutes: number, address = url) => {
      now = minutes * 60_000;
      const { before } = await scraper.read(address, {
        signal: new AbortController().signal,
        timeoutMs: 5_000,
      });
      return before && { at: before.at / 60_000, value: before.samples[0]?.value };
    };
    expect(await at(0)).toBeUndefined();
    expect(await at(0.5)).toBeUndefined();
    expect(await at(1)).toEqual({ at: 0, value: 1 });
    expect(await at(2, `${url}&other`)).toBeUndefined();
    expect(await at(30)).toEqual({ at: 0, value: 1 });
    expect(await at(61)).toEqual({ at: 30, value: 5 });
    expect(await at(200)).toBeUndefined();
  });
});
