import { expect, it } from 'vitest';
import { z } from 'zod';
import { operationsAsJson, operationsAsText } from '../../src/cli/list-operations.js';
import type { OperationInfo } from '../../src/core/operation.js';

const schema: OperationInfo = {
  id: 'notion.schema',
  family: 'Notion',
  summary: 'Properties',
  risk: 'routine',
  riskNote: 'guarded with --all',
  examples: ['notion schema'],
  args: [],
  switches: { fix: 'notion.schema.fix' },
  input: z.object({ all: z.boolean().default(false).describe('All') }),
};

it('tells programs which flags make an operation another one, and when its risk is another', () => {
  const { riskNote: _none, switches: _neither, ...plain } = schema;
  expect(JSON.parse(operationsAsJson([schema, plain]))).toMatchObject({
    operations: [
      {
        risk: 'routine',
        riskNote: 'guarded with --all',
        switches: { fix: 'notion.schema.fix' },
        usage: 'notion schema [--all] [--fix]',
      },
      { risk: 'routine', riskNote: null, switches: {} },
    ],
  });
});

it('tells people in a line', () => {
  expect(operationsAsText([schema])).toBe(
    'notion schema [--all] [--fix]  Properties (routine; guarded with --all)',
  );
});
