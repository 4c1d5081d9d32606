// What commands say: whole characters, bounded, masked before it is stored, and stored at most once a second.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../sandbox/until.js';
import { createLineReader, type Line } from '../../../src/services/commands/line-reader.js';
import { outputOf } from '../../../src/services/commands/run-outputs.js';
import { forRun, node, openCommands, problemOf, sh, token, type Bench } from './bench.js';

let bench: Bench;
beforeEach(() => {
  bench = openCommands();
});
afterEach(() => bench.close());

async function saidBy(script: string): Promise<string[]> {
  await bench.commands.run(node(script), forRun());
  return (await bench.output()).lines.slice(1);
}

describe('lines', () => {
  function read(...chunks: string[]): Line[] {
    const lines: Line[] = [];
    const reader = createLineReader((line) => lines.push(line));
    for (const chunk of chunks) reader.take(chunk);
    reader.end();
    return lines;
  }
  const texts = (...chunks: string[]) => read(...chunks).map(({ text }) => text);

  test('are put together from chunks, whatever ends them', () => {
    expect(texts('a', 'b\nc\r', '\nd\r', 'e\n', '', 'f')).toEqual(['ab', 'c', 'd', 'e', 'f']);
    expect(read('10%\r20%\r\n').map(({ overwritten }) => overwritten)).toEqual([true, false]);
  });

  test('that never end are cut, without half a word', () => {
    const [line, next] = texts(...Array.from({ length: 5_000 }, () => 'word '), `${token}\nnext`);
    expect(line?.length).toBeLessThanOrEqual(8_192);
    expect(line).toMatch(/word …$/);
    expect(next).toBe('next');
    expect(texts('x'.repeat(1_000_000))[0]?.length).toBeLessThan(8_192);
  });
});

describe('what is stored', () => {
  test('stands below the command, with how much there was', async () => {
    await bench.commands.run(sh('for i in 1 2 3; do echo "page $i"; done'), forRun());
    const output = await bench.output();
    expect(output.lines.slice(-3)).toEqual(['page 1', 'page 2', 'page 3']);
    expect(output.lines[0]).toMatch(/^\$ \/bin\/sh -c "for/);
    expect(output).toMatchObject({ total: 4, dropped: 0, updatedAt: 1_800_000_000_000 });
  });

  test('is nothing where nothing is said', async () => {
    await bench.commands.run(sh('true'), forRun());
    expect(await outputOf(bench.store, 'R-AAAAAA')).toBeNull();
    expect(bench.changes).toEqual([]);
  });

  test('goes on below what an earlier command of the run has said', async () => {
    for (const word of ['first', 'second']) await bench.commands.run(sh(`echo ${word}`), forRun());
    expect((await bench.output()).lines).toEqual([
      '$ /bin/sh -c "echo first"',
      'first',
      '$ /bin/sh -c "echo second"',
      'second',
    ]);
  });

  test('has whole characters, although they come in pieces', async () => {
    const bytes = [...Buffer.from('größe 👩‍💻 ✓\n')].join();
    const slow = `const b=[${bytes}]; const t=setInterval(()=>b.length?process.stdout.write(Buffer.from([b.shift()])):clearInterval(t),2)`;
    expect(await saidBy(slow)).toEqual(['größe 👩💻 ✓']);
  });

  test('is the end of a flood, and the count of it', async () => {
    const flood = 'for (let i = 0; i < 300000; i++) console.log("line " + i)';
    const before = process.memoryUsage().heapUsed;
    const lines = await saidBy(flood);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
    expect(lines.at(-1)).toBe('line 299999');
    const output = await bench.output();
    expect(output.lines.length).toBeLessThanOrEqual(200);
    expect(output).toMatchObject({ total: 300_001, dropped: 300_001 - output.lines.length });
  });

  test('is bounded in characters, too', async () => {
    await saidBy('for (let i = 0; i < 50; i++) console.log("word ".repeat(4000))');
    const { lines, total } = await bench.output();
    expect(lines.join('\n').length).toBeLessThanOrEqual(20_000);
    expect(lines.length).toBeGreaterThan(0);
    expect(total).toBe(51);
  });

  test('has no colours, no bell, and only the last state of a progress bar', async () => {
    const script = String.raw`process.stdout.write('\x1b[31mred\x1b[0m\x07\n10%\r20%\r100%\n\x00nul\u202eevil\n')`;
    expect(await saidBy(script)).toEqual(['red', '100%', 'nulevil']);
  });

  test('shows no secret: whole, in colours, over several lines, or cut off', async () => {
    const key = [
      '-----BEGIN PRIVATE KEY-----',
      ...Array.from({ length: 30 }, () => 'MIIEvQIBADANBg'),
      '-----END PRIVATE KEY-----',
    ];
    const parts = [
      `token ${token}`,
      `token \x1b[1m${token.slice(0, 12)}\x1b[0m${token.slice(12)}`,
      ...key,
      `${'word '.repeat(1_635)}${token}`,
      'mongodb://root:hunter22@db/x',
      'end',
    ];
    const lines = await saidBy(`console.log(${JSON.stringify(parts.join('\n'))})`);
    const text = lines.join('\n');
    expect(text).not.toMatch(/dapi0123|MIIEv|hunter22/);
    expect(text).toContain('[Databricks token removed]');
    expect(lines.at(-1)).toBe('end');
  });

  test('shows no half of a key whose beginning has scrolled out', async () => {
    const key = Array.from({ length: 30 }, () => 'MIIEvQIBADANBg');
    const more = Array.from({ length: 190 }, (_, n) => `after ${n}`);
    const text = ['-----BEGIN PRIVATE KEY-----', ...key, '-----END PRIVATE KEY-----', ...more].join(
      '\n',
    );
    // Told in two goes, so that what is kept was trimmed in between.
    await bench.commands.run(
      node(`console.log("x\\n".repeat(400)); console.log(${JSON.stringify(text)})`),
      forRun(),
    );
    const shown = (await bench.output()).lines.join('\n');
    expect(shown).toContain('after 189');
    expect(shown).not.toContain('MIIEv');
  });
});

describe('writing', () => {
  test('happens while it grows, at most once a second, and at the end', async () => {
    const began = performance.now();
    const work = bench.commands.run(
      node('let n=0; const t=setInterval(()=>{console.log(n++); if(n>120) clearInterval(t)},20)'),
      forRun(),
    );
    await until('it stands there before the end', () => bench.changes.length > 0);
    expect((await bench.output()).lines).not.toContain('120');
    await work;
    expect((await bench.output()).lines).toContain('120');
    const seconds = (performance.now() - began) / 1_000;
    expect(bench.changes.length).toBeGreaterThan(1);
    expect(bench.changes.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  });

  test('that fails takes nothing from the result, and is logged', async () => {
    await bench.close();
    bench = openCommands((store) => ({
      ...store,
      insert: async () => {
        throw new Error('disk full');
      },
    }));
    expect(await bench.commands.run(sh('echo done; exit 4'), forRun())).toEqual({
      code: 4,
      lastLine: 'done',
    });
    expect(bench.warnings).toHaveLength(1);
  });

  test('that can not even begin starts nothing', async () => {
    await bench.close();
    const work = bench.commands.run(sh('echo never'), forRun());
    await expect(problemOf(work)).resolves.toMatchObject({ code: 'store_unavailable' });
    bench = openCommands();
  });
});
