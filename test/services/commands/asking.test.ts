// Commands that only look: what they say is given back, masked, and kept nowhere.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forRun, node, openCommands, problemOf, sh, type Bench } from './bench.js';

let bench: Bench;
beforeEach(() => {
  bench = openCommands();
});
afterEach(() => bench.close());

const signal = (): AbortSignal => new AbortController().signal;

test('both streams and the exit code come back', async () => {
  expect(await bench.commands.ask(sh('echo active; echo warn >&2; exit 3'), signal())).toEqual({
    code: 3,
    lines: ['active', 'warn'],
    dropped: 0,
  });
});

test('one that says nothing has no lines', async () => {
  expect(await bench.commands.ask(sh('true'), signal())).toEqual({
    code: 0,
    lines: [],
    dropped: 0,
  });
});

test('a secret that it prints is masked', async () => {
  const show = 'console.log("pw", process.env.SMTP_PASSWORD)';
  const said = await bench.commands.ask(node(show, { pass: ['SMTP_PASSWORD'] }), signal());
  expect(said.lines).toEqual(['pw [SMTP_PASSWORD removed]']);
});

test('of a flood the end is kept, and what is left out is counted', async () => {
  const said = await bench.commands.ask(
    node('for (let i=0;i<5000;i++) console.log("l"+i)'),
    signal(),
  );
  expect(said.lines.at(-1)).toBe('l4999');
  expect(said.lines.length + said.dropped).toBe(5000);
  expect(said.dropped).toBeGreaterThan(4000);
});

test('when its time is up nothing is in doubt: it only looked', async () => {
  const spec = { ...sh('sleep 60'), timeoutMs: 200 };
  expect((await problemOf(bench.commands.ask(spec, signal()))).code).toBe('outside_unavailable');
});

test('whoever runs a command may hear its lines as they come', async () => {
  const heard: string[] = [];
  await bench.commands.run(sh('echo one; echo two'), {
    ...forRun(),
    heard: (line) => heard.push(line),
  });
  expect(heard).toEqual(['one', 'two']);
});
