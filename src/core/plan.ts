// What an action would do, worked out without doing it. People approve a plan by its hash; at run time it is
// made again, and only an equal one is run. So nothing may stand in it that changes by itself, such as "3 minutes ago".
import { z } from 'zod';
import { suggestionSchema } from './report.js';
import { hashJson, jsonObjectSchema, jsonSchema } from './json.js';

export const factSchema = z.object({
  label: z.string(),
  value: z.string(),
  mono: z.boolean().optional(),
});

export const planSchema = z.object({
  /** What is locked while the run lasts, and what the approver of a critical action types, e.g. `main.silver.projects`. */
  target: z.string().min(1),
  /** Key of `environments` in ppm.config.yaml; decides the approval policy. */
  environment: z.string().min(1),
  headline: z.string(),
  facts: z.array(factSchema),
  /** What will be different afterwards. */
  changes: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })),
  warnings: z.array(z.string()),
  /** The steps that `run` will take, in order. */
  steps: z.array(z.object({ id: z.string(), title: z.string() })).min(1),
  /** How to take it back, or that there is no way. */
  undo: z.string(),
  /** What usually follows when it has succeeded: buttons on its card. */
  next: z.array(suggestionSchema).max(3).optional(),
  /** What helps when it has run and a check did not hold. */
  mend: z.array(suggestionSchema).max(3).optional(),
  /** What must be unchanged at run time, e.g. a table's current version; by a readable name. */
  guard: z.record(z.string(), jsonSchema),
  /** What run, verify, reconcile and undo work with; typed by the action's own `data` schema. */
  data: jsonObjectSchema,
});
export type Plan = z.infer<typeof planSchema>;

/** A plan whose data has been parsed by its action's schema. */
export type PlanOf<Data> = Omit<Plan, 'data'> & { data: Data };

/** The hash that an approval names: the operation together with everything that its plan shows and does. */
export function planHash(operation: string, plan: Plan): string {
  return hashJson({ operation, plan });
}

/** The names of the guards that differ between the approved plan and the one made now, with both values. */
export function guardDrift(
  approved: Plan,
  now: Plan,
): { name: string; was: string; now: string }[] {
  const names = new Set([...Object.keys(approved.guard), ...Object.keys(now.guard)]);
  const text = (value: unknown): string =>
    typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return [...names]
    .map((name) => ({ name, was: text(approved.guard[name]), now: text(now.guard[name]) }))
    .filter((row) => row.was !== row.now);
}
