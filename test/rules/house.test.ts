// The rules of the house (docs/architecture.md), held against its files.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cycleIn, filesBelow, sources, withoutComments } from './sources.js';

const all = sources();

/** What each room may import from. Services take the shape of the configuration; the configuration knows one of theirs. */
const below: Record<string, readonly string[]> = {
  core: ['core'],
  config: ['config', 'core', 'services'],
  services: ['services', 'config', 'core'],
  handlers: ['handlers', 'services', 'core'],
  bot: ['bot', 'services', 'config', 'core'],
  cli: ['cli', 'services', 'config', 'core'],
};

/** The files beside the rooms: they know everyone. */
const doors = ['cli.ts', 'main.ts', 'start-bot.ts', 'wiring.ts'];

describe('imports', () => {
  it('every room has a rule, and beside the rooms are only the doors', () => {
    expect(all.filter((file) => file.room !== '' && !(file.room in below))).toEqual([]);
    const beside = all.filter((file) => file.room === '').map((file) => file.path.slice(4));
    expect(beside.filter((name) => !doors.includes(name))).toEqual([]);
  });

  it('only go down', () => {
    const wrong = all
      .filter((file) => file.room !== '')
      .flatMap((file) => file.imports.map((target) => ({ file, target })))
      .filter(({ file, target }) => !below[file.room]?.includes(target.split('/')[1] ?? ''))
      .map(({ file, target }) => `${file.path} -> ${target}`);
    expect(wrong).toEqual([]);
  });

  it('never go round in a circle', () => {
    expect(cycleIn(all)).toEqual([]);
    const circle = [
      { path: 'a', imports: ['b'] },
      { path: 'b', imports: ['c'] },
      { path: 'c', imports: ['b'] },
    ];
    expect(cycleIn(circle)).toEqual(['b', 'c', 'b']);
  });
});

describe('files', () => {
  it('are named in kebab-case', () => {
    const wrong = all.filter((file) => !/\/[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(file.path));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('are small', () => {
    const long = all
      .filter((file) => file.lines > 300)
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(long).toEqual([]);
    const sizes = all.map((file) => file.lines).toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(120);
  });

  it('say first why they exist', () => {
    const silent = all.filter((file) => !/^(#!.*\n)?\/\/ \S/.test(file.text));
    expect(silent.map((file) => file.path)).toEqual([]);
  });
});

describe('code', () => {
  it.each([
    ['the environment is read in src/config only', /\bprocess\.env\b/, ['config']],
    ['nothing is any', /(:|<|\bas|\||,)\s*any\b(?!\w)|\bany\[\]/, []],
    ['no cast goes round the checker', /\bas unknown as\b|\bas never\b/, []],
    ['exports have names', /^export default\b/m, []],
  ])('%s', (_rule, forbidden, rooms) => {
    const wrong = all.filter(
      (file) =>
        !rooms.includes(file.room) && forbidden.test(withoutStrings(withoutComments(file.text))),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('the checker is never silenced', () => {
    const wrong = all.filter((file) =>
      /@ts-(ignore|expect-error|nocheck)|(es|ox)lint-disable/.test(file.text),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

describe('documents', () => {
  const documents = [
    'README.md',
    ...filesBelow('docs').filter((path) => path.endsWith('.md')),
  ].filter((path) => existsSync(path));

  it('name only paths that exist', () => {
    const wrong = documents.flatMap((document) =>
      pathsIn(readFileSync(document, 'utf8'))
        .filter((path) => !existsSync(path) && !existsSync(`docs/${path}`))
        .map((path) => `${document}: ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are read for paths in code and in links', () => {
    expect(
      pathsIn(
        '`src/core/run.ts` `src/core/` [a](docs/b.md#part) [c](https://x.example) `src/<room>/*.ts` `npm test`',
      ),
    ).toEqual(['src/core/run.ts', 'src/core/', 'docs/b.md']);
  });
});

function withoutStrings(code: string): string {
  return code.replaceAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`/g, "''");
}

/** Paths of this repository that a document names, in code or as a link. */
function pathsIn(markdown: string): string[] {
  const named = [...markdown.matchAll(/`([^`\n]+)`|\]\(([^)\s]+)\)/g)].map(
    ([, code, link]) => code ?? link?.replace(/#.*$/, '') ?? '',
  );
  return named.filter((text) =>
    /^(\.\/)?((src|test|sandbox|docs|bench|monitoring|runbooks)\/[\w./-]*|[\w.-]+\.(md|yaml|yml|json))$/.test(
      text,
    ),
  );
}
