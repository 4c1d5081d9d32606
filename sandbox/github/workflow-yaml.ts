// A workflow's file, read as GitHub reads it: what its dispatch takes, and how its runs are called.
// (docs.github.com, "Workflow syntax", `on.workflow_dispatch`, `run-name`)
import { parse } from 'yaml';
import { z } from 'zod';

const inputSchema = z
  .object({
    type: z.string().default('string'),
    required: z.boolean().default(false),
    default: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
    options: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  })
  .nullish()
  .transform((input) => input ?? { type: 'string', required: false, options: [] });

const fileSchema = z.object({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
});
const dispatchSchema = z
  .object({ inputs: z.record(z.string(), inputSchema).nullish() })
  .nullish()
  .transform((dispatch) => dispatch?.inputs ?? {});

export type DispatchInput = z.output<typeof inputSchema>;

export interface WorkflowFile {
  name: string | undefined;
  runName: string;
  /** Null where it can't be dispatched. */
  inputs: Readonly<Record<string, DispatchInput>> | null;
}

/** @returns null for what is no workflow */
export function readWorkflow(text: string): WorkflowFile | null {
  const found = fileSchema.safeParse(yamlOf(text));
  if (!found.success) return null;
  const { name, on, 'run-name': runName = '' } = found.data;
  return { name, runName, inputs: inputsOf(on) };
}

function inputsOf(on: z.output<typeof fileSchema>['on']): WorkflowFile['inputs'] {
  const trigger = 'workflow_dispatch';
  if (typeof on === 'string') return on === trigger ? {} : null;
  if (Array.isArray(on)) return on.includes(trigger) ? {} : null;
  if (!Object.hasOwn(on, trigger)) return null;
  const found = dispatchSchema.safeParse(on[trigger]);
  return found.success ? found.data : null;
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** Its run-name with the expressions that a run-name may have; its own name where that says nothing. */
export function titleOf(
  { name, runName }: WorkflowFile,
  path: string,
  given: { inputs: Readonly<Record<string, string>>; ref: string; actor: string },
): string {
  const filled = runName.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, expression: string) => {
    const input = /^(?:github\.event\.)?inputs\.([\w-]+)$/.exec(expression)?.[1];
    if (input !== undefined) return given.inputs[input] ?? '';
    if (expression === 'github.actor') return given.actor;
    return expression === 'github.ref_name' ? given.ref : '';
  });
  return filled.trim() || name || path;
}
