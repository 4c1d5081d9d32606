// Flags that make an operation another one: `notion schema projects --fix`.
import { describe, expect, it } from 'vitest';
import { parseRequest, parseWords } from '../../../../src/services/engine/parse/parse-request.js';
import { usageOf } from '../../../../src/services/engine/parse/usage.js';
import { operations, schema } from './operations.js';
import { problemOf } from './problem-of.js';

const parse = (text: string) => parseRequest(text, operations);

describe('a switch', () => {
  it.each([
    ['notion schema projects --fix', 'notion.schema.fix', { database: 'projects', dryRun: false }],
    ['notion schema --fix projects', 'notion.schema.fix', { database: 'projects', dryRun: false }],
    ['Notion Schema projects —FIX', 'notion.schema.fix', { database: 'projects', dryRun: false }],
    [
      'notion schema projects --fix --dry-run --reason "a b"',
      'notion.schema.fix',
      { database: 'projects', dryRun: true, reason: 'a b' },
    ],
    ['notion schema --database projects --make-anew', 'notion.recreate', { database: 'projects' }],
    ['notion schema fix projects', 'notion.schema.fix', { database: 'projects', dryRun: false }],
    ['notion schema projects', 'notion.schema', { database: 'projects', verbose: false }],
    ['notion schema "--fix"', 'notion.schema', { database: '--fix', verbose: false }],
    ['notion schema -- --fix', 'notion.schema', { database: '--fix', verbose: false }],
  ])('%s', (text, id, input) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ kind: 'parsed', operation: { id } });
    expect(parsed.input).toEqual(input);
  });

  it('leaves the other operation to say what it lacks', () => {
    expect(parse('notion schema --fix')).toMatchObject({
      kind: 'incomplete',
      operation: { id: 'notion.schema.fix' },
      missing: ['database'],
    });
  });

  it('works for words from a shell', () => {
    const words = ['notion', 'schema', 'projects', '--fix'];
    expect(parseWords(words, operations).operation.id).toBe('notion.schema.fix');
  });

  it('stands in the usage', () => {
    expect(usageOf(schema)).toBe(
      'notion schema [database] [--verbose] [--reason <text>] [--fix] [--make-anew]',
    );
  });
});

describe('a mistake with a switch', () => {
  it.each([
    ['notion schema x --fix --make-anew', "--fix and --make-anew can't go together."],
    ['notion schema x --make-anew --FIX', "--make-anew and --fix can't go together."],
    ['notion schema x --verbose --fix', "--fix and --verbose can't go together."],
    ['notion schema x --fix --no-verbose', "--fix and --no-verbose can't go together."],
    ['notion schema x --make-anew --reason=y', "--make-anew and --reason can't go together."],
    ['notion schema x --fix --fix', '--fix is given twice.'],
    ['notion schema x --fix=yes', '--fix takes no value.'],
    ['notion schema x --no-fix', 'There is no --no-fix here.'],
    ['notion schema x --fxi', 'There is no --fxi here. Did you mean --fix?'],
    ['notion schema x -fix', 'Did you mean --fix?'],
    ['notion schema x --make-new', 'Did you mean --make-anew?'],
    ['notion schema x --fix --dry', 'There is no --dry here.'],
    ['notion schema fix x --fix', 'There is no --fix here.'],
    ['notion schema x y --fix', `I don't know what to do with "y".`],
  ])('%s', (text, message) => {
    const problem = problemOf(() => parse(text));
    expect(problem.code).toBe('invalid_input');
    expect(problem.message).toContain(message);
    expect(problem.hint).toMatch(/^Usage: notion schema/);
  });
});
