// `help`, beyond what registry.test.ts asks of every operation.
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { OperationInfo } from '../../../src/core/operation.js';
import { helpAbout } from '../../../src/handlers/look/help.js';
import { operations } from '../../../src/handlers/registry.js';

const rowsOf = (topic: string | undefined, all: readonly OperationInfo[] = operations) =>
  helpAbout(topic, all, '/ppm').tables?.flatMap(({ rows }) => rows);

test('a flag that makes it another operation stands among the inputs', () => {
  const report = helpAbout('notion schema', operations, '/ppm');
  const target = operations.find(({ id }) => id === 'notion.schema.fix');
  expect(report.facts).toContainEqual({
    label: 'Usage',
    value: 'notion schema [database] [--fix]',
    mono: true,
  });
  expect(rowsOf('notion schema')).toContainEqual([
    '--fix',
    'no',
    `${target?.summary}: the same as notion schema fix`,
  ]);
});

test('a risk that depends on the input is told', () => {
  const sync: OperationInfo = {
    id: 'sync',
    family: 'Sync',
    summary: 'Sync',
    risk: 'routine',
    riskNote: 'with --full approval in production',
    examples: ['sync'],
    args: [],
    input: z.object({ full: z.boolean().default(false).describe('Everything') }),
  };
  const said = 'on call, at once; with --full approval in production';
  expect(helpAbout('sync', [sync], '/ppm').facts).toContainEqual({ label: 'Risk', value: said });
  expect(rowsOf(undefined, [sync])).toEqual([['Sync', 'sync [--full]', 'Sync', said]]);
});
