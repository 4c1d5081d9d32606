// What may be asked of the Jobs API 2.2, with its limits. Stricter than the service, which lets fields pass that it does not know.
import { z } from 'zod';
import { invalid, malformed, type ApiError } from './api-error.js';

const maxTokenLength = 64;

const numeral = z
  .string()
  .regex(/^\d{1,16}$/, 'must be a whole number')
  .transform(Number);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const upTo = (most: number) =>
  numeral
    .pipe(z.int().min(1, `must be at least 1`).max(most, `must be at most ${most}`))
    .default(20);
const pageToken = z.string().min(1).optional();

const id = z.int().positive();
const parameters = z.record(z.string(), z.string()).optional();

export const requests = {
  list: z.strictObject({
    limit: upTo(100),
    page_token: pageToken,
    name: z.string().optional(),
    expand_tasks: flag.default(false),
  }),
  get: z.strictObject({ job_id: numeral, page_token: pageToken }),
  'run-now': z.strictObject({
    job_id: id,
    idempotency_token: z
      .string()
      .min(1, 'must not be empty')
      .max(maxTokenLength, `must have at most ${maxTokenLength} characters`)
      .optional(),
    job_parameters: parameters,
    queue: z.strictObject({ enabled: z.boolean() }).optional(),
  }),
  'runs/list': z
    .strictObject({
      job_id: numeral.optional(),
      active_only: flag.default(false),
      completed_only: flag.default(false),
      limit: upTo(25),
      page_token: pageToken,
      run_type: z.enum(['JOB_RUN', 'WORKFLOW_RUN', 'SUBMIT_RUN']).optional(),
      expand_tasks: flag.default(false),
      start_time_from: numeral.optional(),
      start_time_to: numeral.optional(),
    })
    .refine((asked) => !(asked.active_only && asked.completed_only), {
      message: 'active_only and completed_only cannot both be true',
    }),
  'runs/get': z.strictObject({
    run_id: numeral,
    include_history: flag.default(false),
    include_resolved_values: flag.default(false),
    page_token: pageToken,
  }),
  'runs/get-output': z.strictObject({ run_id: numeral }),
  'runs/repair': z
    .strictObject({
      run_id: id,
      latest_repair_id: id.optional(),
      rerun_tasks: z.array(z.string()).min(1, 'must not be empty').optional(),
      rerun_all_failed_tasks: z.boolean().default(false),
      rerun_dependent_tasks: z.boolean().default(false),
      job_parameters: parameters,
    })
    .refine((asked) => (asked.rerun_tasks !== undefined) !== asked.rerun_all_failed_tasks, {
      message: 'Exactly one of rerun_tasks or rerun_all_failed_tasks must be given',
    }),
  'runs/cancel': z.strictObject({ run_id: id }),
};

/** @throws ApiError that says which field is wrong */
export function readAs<Schema extends z.ZodType>(schema: Schema, given: object): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw refusalOf(parsed.error.issues[0], given);
}

function refusalOf(issue: z.core.$ZodIssue | undefined, given: object): ApiError {
  const field = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys')
    return invalid(`Unrecognized field: ${issue.keys.join(', ')}`);
  if (issue?.code === 'invalid_type')
    return issue.path.length === 1 && !Object.hasOwn(given, field)
      ? invalid(`Missing required field: ${field}`)
      : malformed(`Could not parse request object: Expected ${issue.expected} for field ${field}`);
  return invalid(field === '' ? (issue?.message ?? '') : `${field} ${issue?.message ?? ''}`);
}
