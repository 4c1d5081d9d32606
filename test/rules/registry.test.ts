// The list of operations agrees with the folders, and every operation with what it says about itself.
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/core/fields.js';
import type { OperationInfo } from '../../src/core/operation.js';
import { operations } from '../../src/handlers/registry.js';
import { parseRequest } from '../../src/services/engine/parse/parse-request.js';
import { usageOf } from '../../src/services/engine/parse/usage.js';
import { validateInput } from '../../src/services/engine/parse/validate.js';
import { filesBelow } from './sources.js';

const files = filesBelow('src/handlers').filter((path) => path.split('/').length === 4);

function isOperation(value: unknown): value is OperationInfo {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

/** The operations that a file exports. */
async function operationsIn(path: string): Promise<OperationInfo[]> {
  const exported: object = await import(/* @vite-ignore */ `../../${path}`);
  return Object.values(exported).filter(isOperation);
}

describe('the list of operations', () => {
  it.each(files)('has what %s exports, once', async (path) => {
    const found = await operationsIn(path);
    expect(found).toHaveLength(1);
    expect(operations.filter((operation) => operation === found[0])).toHaveLength(1);
    expect(basename(path, '.ts')).toBe(found[0]?.id.replaceAll('.', '-'));
  });

  it('has nothing else, and no id twice', () => {
    expect(operations).toHaveLength(files.length);
    expect(new Set(operations.map((operation) => operation.id)).size).toBe(operations.length);
  });
});

describe.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s',
  (id, operation) => {
    it('is typed with words', () => {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)*$/);
    });

    it('has inputs that are named, described and typed as it says', () => {
      const fields = fieldsOf(operation.input);
      expect(operation.args.filter((arg) => !fields.some(({ name }) => name === arg))).toEqual([]);
      expect(fields.filter((field) => field.description === '')).toEqual([]);
      expect(usageOf(operation)).not.toContain('undefined');
    });

    it('is made another operation only by flags that are no inputs of its own', () => {
      const own = fieldsOf(operation.input).map(({ name }) => name);
      for (const [name, target] of Object.entries(operation.switches ?? {})) {
        expect(own).not.toContain(name);
        const other = operations.find((candidate) => candidate.id === target);
        expect(other, `${id} --${name} names ${target}`).toBeDefined();
        // What is typed without a flag must mean the same there.
        expect(other?.args.slice(0, operation.args.length)).toEqual(operation.args);
      }
    });

    it('has examples', () => {
      expect(operation.examples.length).toBeGreaterThan(0);
    });

    it.each(operation.examples)('is what "%s" means', (example) => {
      const parsed = parseRequest(example, operations);
      expect(parsed).toMatchObject({ kind: 'parsed', operation: { id } });
      // the engine checks more than once; that must change nothing
      expect(validateInput(operation, parsed.input)).toEqual(parsed.input);
    });
  },
);
