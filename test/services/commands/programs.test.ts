// Programs that the configuration names: their result, what they may see, and that nothing of them outlives its time.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../sandbox/until.js';
import { forRun, isAlive, node, openCommands, problemOf, sh, type Bench } from './bench.js';

let bench: Bench;
beforeEach(() => {
  bench = openCommands();
});
afterEach(() => bench.close());

/** The number in a file that a program writes. */
const pidIn = (path: string): Promise<number> =>
  until(`a pid in ${path}`, () => {
    try {
      return Number(readFileSync(path, 'utf8')) || null;
    } catch {
      return null;
    }
  });

describe('a result', () => {
  test('is the exit code and the last line that says something, of either stream', async () => {
    const ended = await bench.commands.run(
      sh('echo begun; echo "12 of 40 failed" >&2; echo; echo ---; exit 3'),
      forRun(),
    );
    expect(ended).toEqual({ code: 3, lastLine: '12 of 40 failed' });
  });

  test('is 128 and the number of the signal that ended it', async () => {
    const ended = await bench.commands.run(sh('kill -9 $$'), forRun());
    expect(ended).toEqual({ code: 137, lastLine: '' });
  });

  test('has no shell between: words stay whole, and mean nothing', async () => {
    const words = ['a b', '$(id)', '; exit 9', '*'];
    const spec = node('console.log(JSON.stringify(process.argv.slice(1)))');
    await bench.commands.run({ ...spec, words: [...spec.words, ...words] }, forRun());
    expect((await bench.output()).lines.at(-1)).toBe(JSON.stringify(words));
  });

  test('comes although something that it started holds its pipe', async () => {
    const pid = join(bench.folder, 'pid');
    const ended = await bench.commands.run(
      sh(`sleep 300 & echo $! > ${pid}; echo started`),
      forRun(),
    );
    expect(ended.code).toBe(0);
    expect((await bench.output()).lines).toContain('(something that it started goes on unheard)');
    process.kill(await pidIn(pid));
  });

  test('leaves no listener and no word behind', async () => {
    const signal = new AbortController();
    await bench.commands.run(sh('printf "no line break"'), forRun(signal.signal));
    signal.abort();
    expect((await bench.output()).lines.at(-1)).toBe('no line break');
  });
});

describe('the environment', () => {
  test('is PATH, HOME, LANG and what is named, nothing else', async () => {
    const show = 'console.log(Object.keys(process.env).sort().join())';
    await bench.commands.run(node(show, { pass: ['SMTP_PASSWORD', 'NOT_SET'] }), forRun());
    expect((await bench.output()).lines.at(-1)).toBe('HOME,LANG,PATH,SMTP_PASSWORD');
  });

  test('is masked where a program prints it, whatever it looks like', async () => {
    const show = 'console.log("pw", process.env.SMTP_PASSWORD, process.env.DATABRICKS_TOKEN)';
    const pass = ['SMTP_PASSWORD', 'DATABRICKS_TOKEN'];
    const ended = await bench.commands.run(node(show, { pass }), forRun());
    const said = 'pw [SMTP_PASSWORD removed] [DATABRICKS_TOKEN removed]';
    expect((await bench.output()).lines.at(-1)).toBe(said);
    expect(ended.lastLine).toBe(said);
  });
});

describe('what can not be started', () => {
  test('is not possible, and it is said why', async () => {
    const plain = join(bench.folder, 'plain.sh');
    writeFileSync(plain, 'echo hi');
    chmodSync(plain, 0o600);
    const why = async (words: string[], cwd?: string) => {
      const spec = { words, pass: [], timeoutMs: 1_000, ...(cwd === undefined ? {} : { cwd }) };
      const problem = await problemOf(bench.commands.run(spec, forRun()));
      expect(problem.code).toBe('not_possible');
      expect(problem.hint).not.toBe('');
      return problem.message;
    };
    expect(await why(['no-such-program'])).toContain('no-such-program is not there');
    expect(await why([plain])).toContain('may not be executed');
    expect(await why(['true'], join(bench.folder, 'gone'))).toContain('gone is not there');
    expect(await why(['true', 'a\0b'])).toContain("can't be started");
    expect(await why([])).toContain("can't be started");
    expect(bench.changes).toEqual([]);
  });
});

describe('an end before its time', () => {
  test('the time is up: asked, then gone, and nobody knows what it did', async () => {
    const spec = sh('trap "echo cleaned up; exit 0" TERM; while :; do sleep 0.05; done', {
      timeoutMs: 300,
    });
    const problem = await problemOf(bench.commands.run(spec, forRun()));
    expect(problem).toMatchObject({ code: 'outcome_unknown' });
    expect(problem.message).toContain('had not ended after 0.3 s');
    expect((await bench.output()).lines.at(-1)).toBe('cleaned up');
  });

  test('cancelled: it and what it started are gone, though they ignore SIGTERM', async () => {
    const [parent, child] = [join(bench.folder, 'parent'), join(bench.folder, 'child')];
    const deaf = `trap "" TERM; sh -c 'echo $$ > ${child}; while :; do sleep 0.1; done' & echo $$ > ${parent}; while :; do sleep 0.1; done`;
    const cancel = new AbortController();
    const work = problemOf(bench.commands.run(sh(deaf), forRun(cancel.signal)));
    const pids = [await pidIn(parent), await pidIn(child)];
    expect(pids.map(isAlive)).toEqual([true, true]);
    cancel.abort();
    expect(await work).toMatchObject({ code: 'cancelled' });
    await until('both are gone', () => !pids.some(isAlive));
  }, 15_000);

  test('cancelled before it began: it never began', async () => {
    const path = join(bench.folder, 'made');
    const problem = await problemOf(
      bench.commands.run(sh(`touch ${path}`), forRun(AbortSignal.abort())),
    );
    expect(problem.code).toBe('cancelled');
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });

  test('the bot stops: what is under way is stopped with it', async () => {
    const path = join(bench.folder, 'pid');
    const work = problemOf(bench.commands.run(sh(`echo $$ > ${path}; sleep 300`), forRun()));
    const pid = await pidIn(path);
    await bench.commands.close();
    expect(await work).toMatchObject({ code: 'outcome_unknown' });
    await until('it is gone', () => !isAlive(pid));
  });
});
