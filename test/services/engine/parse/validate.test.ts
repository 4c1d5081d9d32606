import { describe, expect, it } from 'vitest';
import { usageOf } from '../../../../src/services/engine/parse/usage.js';
import { validateInput } from '../../../../src/services/engine/parse/validate.js';
import { nearestOperations } from '../../../../src/services/engine/parse/match.js';
import { help, note, operations, restore, sync, syncStatus } from './operations.js';
import { problemOf } from './problem-of.js';

describe('validateInput', () => {
  it('takes what a form or a button gives, and gives the same when asked again', () => {
    const once = validateInput(restore, { table: 'main.a.b', version: '5', at: null });
    expect(once).toEqual({ table: 'main.a.b', version: 5 });
    expect(validateInput(restore, once)).toEqual(once);
  });

  it.each([
    [{}, 'table', '--table is needed.'],
    [{ table: 'main.a.b', version: true }, 'version', '--version must be a whole number'],
    [{ table: 'main.a.b', version: [] }, 'version', '--version must be a whole number'],
    [{ table: 5, version: 1 }, 'table', '--table must be a table such as main.silver.projects.'],
    [{ table: 'main.a.b', version: 1, verison: 2 }, undefined, 'There is no --verison here.'],
    [
      JSON.parse('{"table":"main.a.b","version":1,"__proto__":{"x":1}}'),
      undefined,
      'There is no --__proto__',
    ],
    [{ table: 'main.a.b' }, 'version', 'Give --version or --at.'],
  ])('refuses %j', (raw, field, message) => {
    const problem = problemOf(() => validateInput(restore, raw));
    expect(problem.message).toContain(message);
    expect(problem).toMatchObject({ field, hint: `Usage: ${usageOf(restore)}` });
  });
});

it('takes a choice in capitals or not, and only where it is one', () => {
  const input = { id: 'INC-12', text: 'said' };
  expect(validateInput(note, { ...input, severity: 'p1' })).toMatchObject({ severity: 'P1' });
  const problem = problemOf(() => validateInput(note, { ...input, severity: 'p7' }));
  expect(problem).toMatchObject({ field: 'severity' });
});

describe('usageOf', () => {
  it.each([
    [restore, 'table restore <table> [--version <integer>] [--at <datetime>]'],
    [sync, 'sync <system> [--full] [--no-dry-run] [--batch-delay <number>]'],
    [syncStatus, 'sync status'],
    [note, 'incident note <id> <text …> [--severity <P0|P1>]'],
    [help, 'help [topic …]'],
  ])('%#', (operation, usage) => {
    expect(usageOf(operation)).toBe(usage);
  });
});

describe('nearestOperations', () => {
  it('always has something to offer', () => {
    expect(nearestOperations('qqqqqqqqqqq', operations)).toHaveLength(1);
    expect(nearestOperations('tabel histroy', operations)[0]?.id).toBe('table.history');
    expect(nearestOperations('anything', [])).toEqual([]);
  });
});
