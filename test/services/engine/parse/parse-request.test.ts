import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../../src/core/problem.js';
import { parseRequest, parseWords } from '../../../../src/services/engine/parse/parse-request.js';
import { quoteWord } from '../../../../src/services/engine/parse/tokenise.js';
import { help, operations } from './operations.js';
import { problemOf } from './problem-of.js';

const parse = (text: string) => parseRequest(text, operations);

describe('an operation and its inputs', () => {
  it.each([
    ['table restore main.a.b --version 5', 'table.restore', { table: 'main.a.b', version: 5 }],
    ['TABLE Restore main.a.b --version=5', 'table.restore', { table: 'main.a.b', version: 5 }],
    ['table restore --version 5 main.a.b', 'table.restore', { table: 'main.a.b', version: 5 }],
    [
      'table restore --version 5 --table main.a.b',
      'table.restore',
      { table: 'main.a.b', version: 5 },
    ],
    ['table history <http://main.a.b|main.a.b>', 'table.history', { table: 'main.a.b' }],
    ['sync status', 'sync.status', {}],
    ['sync finance', 'sync', { system: 'finance', full: false, dryRun: true }],
    ['sync finance —full --no-dry-run', 'sync', { system: 'finance', full: true, dryRun: false }],
    [
      'sync finance --full=no --batch-delay 2.5',
      'sync',
      { system: 'finance', full: false, dryRun: true, batchDelay: 2.5 },
    ],
    [
      "incident note INC-7 it's back, isn't it",
      'incident.note',
      { id: 'INC-7', text: "it's back, isn't it" },
    ],
    [
      'incident note INC-7 "--full" is wrong',
      'incident.note',
      { id: 'INC-7', text: '--full is wrong' },
    ],
    [
      'incident note INC-7 -- --full is wrong',
      'incident.note',
      { id: 'INC-7', text: '--full is wrong' },
    ],
    [
      'incident note --id INC-7 text of it --severity P1',
      'incident.note',
      { id: 'INC-7', text: 'text of it', severity: 'P1' },
    ],
    ['help table restore', 'help', { topic: 'table restore' }],
    ['', 'help', {}],
  ])('%s', (text, id, input) => {
    expect(parse(text)).toMatchObject({ kind: 'parsed', operation: { id } });
    expect(parse(text).input).toEqual(input);
  });

  it('takes words from a shell as they are', () => {
    expect(
      parseWords(['incident', 'note', 'INC-7', '--text=two words', '--severity', 'P0'], operations)
        .input,
    ).toEqual({ id: 'INC-7', text: 'two words', severity: 'P0' });
    expect(
      parseWords(['incident', 'note', 'INC-7', '--text', '--not a flag'], operations).input,
    ).toEqual({
      id: 'INC-7',
      text: '--not a flag',
    });
  });
});

describe('something missing', () => {
  it.each([
    ['table history', ['table'], {}],
    ['table restore --version 5', ['table'], { version: '5' }],
    ['incident note', ['id', 'text'], {}],
    ['table restore main.a.b', ['version'], { table: 'main.a.b' }],
  ])('%s', (text, missing, input) => {
    expect(parse(text)).toMatchObject({ kind: 'incomplete', missing, input });
  });

  it('a mistake comes before what is missing', () => {
    expect(problemOf(() => parse('table restore --version five'))).toMatchObject({
      code: 'invalid_input',
      field: 'version',
    });
  });
});

describe('a mistake', () => {
  it.each([
    [
      'table restore main.a.b --version five',
      'version',
      '--version must be a whole number, at least 0.',
    ],
    [
      'table restore main.a.b --version ""',
      'version',
      '--version must be a whole number, at least 0.',
    ],
    ['table restore main.a.b --version 0x10', 'version', '--version must be a whole number'],
    ['table restore main.a.b --version 1e3', 'version', '--version must be a whole number'],
    ['table restore main.a.b --version -1', 'version', '--version must be at least 0.'],
    ['table restore main.a.b --version 1.5', 'version', '--version must be a whole number'],
    ['table restore main.a.b --at yesterday', 'at', '--at must be a time such as'],
    [
      'table restore main.a.b --version 1 --at 2026-01-31T02:00:00Z',
      'at',
      'Give --version or --at, not both.',
    ],
    ['sync everything', 'system', '--system must be one of finance, notion.'],
    ['sync finance --full=maybe', 'full', '--full must be yes or no.'],
    ['sync finance --batch-delay 61', 'batchDelay', '--batch-delay must be at most 60.'],
    ['incident note 12 some text', 'id', '--id must be an incident such as INC-12.'],
    ['incident note INC-7 ab', 'text', '--text must be at least 3 characters long.'],
    ['table restore main.a.b --version', 'version', '--version needs a value.'],
    ['table restore main.a.b --version --at x', 'version', '--version needs a value.'],
    ['table restore main.a.b --version 1 --version 2', 'version', '--version is given twice.'],
    ['sync finance --full --no-full', 'full', '--full is given twice.'],
    [
      'table restore main.a.b --verison 5',
      undefined,
      'There is no --verison here. Did you mean --version?',
    ],
    ['sync finance -full', undefined, 'Did you mean --full?'],
    ['sync finance --dryRun', undefined, 'Did you mean --dry-run?'],
    ['table history main.a.b 7 "x y"', undefined, `I don't know what to do with "7" "x y".`],
    ['table history --__proto__ x', undefined, 'There is no --__proto__ here.'],
  ])('%s', (text, field, message) => {
    const problem = problemOf(() => parse(text));
    expect(problem.code).toBe('invalid_input');
    expect(problem.field).toBe(field);
    expect(problem.message).toContain(message);
    expect(problem.hint).toMatch(/^Usage: /);
  });

  it('names every fault at once', () => {
    const problem = problemOf(() => parse('table restore main.a.b --version five --at yesterday'));
    expect(problem.message).toContain('--version must be');
    expect(problem.message).toContain('--at must be');
  });
});

describe('an operation that is not there', () => {
  it.each([
    ['tabel restore main.a.b', '`table restore`'],
    ['table', 'Go on with `table history` or `table restore`.'],
    ['tab', '`table history`'],
    ['table restorre', '`table restore`'],
    ['syncs', '`sync`'],
    // Kelvin's sign and a Cyrillic letter look like ours
    ['inc\u0456dent note INC-7 x', '`incident note`'],
    ['zzzzzzzz', '`help` lists everything.'],
  ])('%s', (text, hint) => {
    const problem = problemOf(() => parse(text));
    expect(problem.code).toBe('unknown_operation');
    expect(problem.hint).toContain(hint);
  });

  it('does not read a letter that lower-cases into ours', () => {
    const named = [{ ...help, id: 'kill' }];
    expect(problemOf(() => parseRequest('\u212aill', named)).code).toBe('unknown_operation');
  });

  it('flags alone name nothing', () => {
    expect(problemOf(() => parse('--full')).code).toBe('unknown_operation');
  });
});

describe('whatever is typed', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'table',
      'restore',
      'sync',
      'incident',
      'note',
      'INC-1',
      '--',
      '--version',
      '--full',
      '=',
      '"',
      "'",
      '“',
      '—',
      '\\',
      ' ',
      '&lt;',
      '<@U1|x>',
      '__proto__',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  it('is parsed or answered with a Problem', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', ' '), (list, glue) => {
        const outcome = (): string => {
          try {
            return parse(list.join(glue)).kind;
          } catch (error) {
            return error instanceof Problem ? error.code : String(error);
          }
        };
        expect(['parsed', 'incomplete', 'invalid_input', 'unknown_operation']).toContain(outcome());
      }),
      { numRuns: 1_000 },
    );
  });

  it('a quoted value arrives as it was', () => {
    const value = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(value, (table) => {
        const words = ['table', 'history', '--table', quoteWord(table)].join(' ');
        const { input } = parseRequest(
          words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
          operations,
        );
        expect(input).toEqual({ table });
      }),
    );
  });
});
