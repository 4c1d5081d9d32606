// What a workflow's file says about dispatching it. (docs.github.com/actions, "Workflow syntax": on.workflow_dispatch.inputs)
import { parse } from 'yaml';
import { z } from 'zod';
import type { Workflow } from './github.js';

type Dispatch = NonNullable<Workflow['dispatch']>;

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const inputSchema = z
  .object({
    required: z.union([z.boolean(), z.string()]).nullish(),
    type: z.string().nullish(),
    options: z.array(scalar).nullish(),
    default: scalar.nullish(),
  })
  .nullish()
  .transform((input) => ({
    isRequired: String(input?.required ?? false) === 'true',
    options: input?.type === 'boolean' ? ['true', 'false'] : (input?.options ?? []),
    default: input?.default ?? null,
  }));

const triggerSchema = z
  .object({ inputs: z.record(z.string(), inputSchema).nullish() })
  // `workflow_dispatch:` with nothing after it.
  .nullable()
  .transform((trigger) => trigger?.inputs ?? {});

/** `on: workflow_dispatch`, `on: [push, workflow_dispatch]`, or a map of triggers. Null: it can't be dispatched. */
const onSchema = z.union([
  z
    .union([z.string().transform((name) => [name]), z.array(z.string())])
    .transform((names) => (names.includes('workflow_dispatch') ? {} : null)),
  z
    .object({ workflow_dispatch: triggerSchema.optional() })
    .transform((on) => on.workflow_dispatch ?? null),
]);

const fileSchema = z.object({ on: onSchema, 'run-name': scalar.nullish() });

/** @returns null where it can't be read as the YAML of a workflow */
export function dispatchOf(text: string): Dispatch | null {
  const file = fileSchema.safeParse(parsed(text)).data;
  return file ? { inputs: file.on, runName: file['run-name'] ?? '' } : null;
}

function parsed(text: string): unknown {
  try {
    // What yaml warns of goes to standard error otherwise, with lines of somebody's file in it.
    return parse(text, { logLevel: 'error' });
  } catch {
    return null;
  }
}
