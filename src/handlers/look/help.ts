// `help`: the families of operations, then one operation's usage and examples that can be run as they stand.
import { z } from 'zod';
import { fieldsOf, flagOf } from '../../core/fields.js';
import { wordsOf, type OperationInfo } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { Report } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { nearestOperations } from '../../services/engine/parse/match.js';
import { usageOf } from '../../services/engine/parse/usage.js';

export const help = defineQuery({
  id: 'help',
  family: 'Look',
  summary: 'What I can do, and how to ask for it',
  examples: ['help', 'help table restore'],
  args: ['topic'],
  rest: true,
  input: z.object({
    topic: z
      .string()
      .max(200)
      .optional()
      .describe('An operation or a family, such as table restore'),
  }),
  read: async ({ topic }, { operations, actor }) =>
    helpAbout(topic, operations, actor.via === 'terminal' ? 'ppm' : '/ppm'),
});

/**
 * Needs nothing but the list, so that a terminal can answer it without any setting.
 * @param command what is typed before an operation
 * @throws Problem unknown_operation with the nearest names
 */
export function helpAbout(
  topic: string | undefined,
  operations: readonly OperationInfo[],
  command: 'ppm' | '/ppm',
): Report {
  if (!topic) return overview(operations);
  const wanted = topic.trim().toLowerCase();
  const named = operations.find((operation) => wordsOf(operation) === wanted);
  if (named) return about(named, operations, command);
  const family = operations.filter(
    (operation) =>
      operation.family.toLowerCase() === wanted || wordsOf(operation).startsWith(`${wanted} `),
  );
  if (family.length > 0) return overview(family);
  const near = nearestOperations(wanted, operations).map(
    (operation) => `\`help ${wordsOf(operation)}\``,
  );
  throw new Problem(
    'unknown_operation',
    `There is no operation or family "${topic.slice(0, 60)}".`,
    `Did you mean ${near.join(' or ')}?`,
    { field: 'topic' },
  );
}

function overview(operations: readonly OperationInfo[]): Report {
  const families = [...new Set(operations.map((operation) => operation.family))];
  return {
    status: 'info',
    headline: 'What I can do',
    tables: [
      {
        title: families.length === 1 ? families.join() : 'Operations',
        columns: [
          { label: 'Family' },
          { label: 'Type' },
          { label: 'What it does' },
          { label: 'Risk' },
        ],
        rows: families.flatMap((family) =>
          operations
            .filter((operation) => operation.family === family)
            .map((operation) => [family, usageOf(operation), operation.summary, riskOf(operation)]),
        ),
      },
    ],
    notes: [
      'help <operation> shows its inputs and examples. In Slack type /ppm before it, in a terminal ppm.',
    ],
  };
}

const riskWords: Record<OperationInfo['risk'], string> = {
  read: 'reads only',
  routine: 'on call, at once',
  guarded: 'approval in production',
  critical: 'always needs approval',
};

function riskOf({ risk, riskNote }: OperationInfo): string {
  return riskNote === undefined ? riskWords[risk] : `${riskWords[risk]}; ${riskNote}`;
}

function about(
  operation: OperationInfo,
  operations: readonly OperationInfo[],
  command: string,
): Report {
  const inputs = [...inputRows(operation), ...switchRows(operation, operations)];
  return {
    status: 'info',
    headline: `${wordsOf(operation)}: ${operation.summary}`,
    facts: [
      { label: 'Usage', value: usageOf(operation), mono: true },
      { label: 'Risk', value: riskOf(operation) },
      ...(operation.runbook ? [{ label: 'Runbook', value: operation.runbook }] : []),
    ],
    ...(inputs.length === 0
      ? {}
      : {
          tables: [
            {
              title: 'Inputs',
              columns: [{ label: 'Input' }, { label: 'Needed' }, { label: 'Meaning' }],
              rows: inputs,
            },
          ],
        }),
    sections: [
      {
        title: 'Examples',
        lines: operation.examples.map((example) => `${command} ${example}`),
        code: true,
      },
    ],
  };
}

function inputRows({ input, args }: OperationInfo): string[][] {
  return fieldsOf(input).map((field) => [
    args.includes(field.name) ? `<${field.name}>` : flagOf(field.name),
    field.required ? 'yes' : 'no',
    [field.description, field.choices.join(', ')].filter(Boolean).join(': '),
  ]);
}

/** Flags that make it another operation. */
function switchRows(
  { switches = {} }: OperationInfo,
  operations: readonly OperationInfo[],
): string[][] {
  return Object.entries(switches).flatMap(([name, id]) => {
    const target = operations.find((operation) => operation.id === id);
    if (!target) return [];
    return [[flagOf(name), 'no', `${target.summary}: the same as ${wordsOf(target)}`]];
  });
}
