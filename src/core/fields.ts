// The inputs of an operation, read from its zod schema: help, usage, the terminal and Slack's forms all use this one list.
import { z } from 'zod';

export const fieldKinds = [
  'text',
  'long-text',
  'integer',
  'number',
  'boolean',
  'choice',
  'date',
  'datetime',
  'person',
  'table',
  'system',
  'database',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

export interface Field {
  name: string;
  kind: FieldKind;
  /** From `.describe()` or `.meta({ description })`. */
  description: string;
  required: boolean;
  /** choice: the allowed values. */
  choices: string[];
  default?: unknown;
  min?: number;
  max?: number;
}

/** Kinds that a zod type can't tell by itself are given as `.meta({ field: 'table' })`. */
const metaKinds = z.enum([
  'long-text',
  'person',
  'table',
  'system',
  'database',
  'datetime',
  'date',
]);

const jsonShape = z.object({
  properties: z
    .record(
      z.string(),
      z.object({
        type: z.string().optional(),
        format: z.string().optional(),
        enum: z.array(z.string()).optional(),
        description: z.string().optional(),
        default: z.unknown().optional(),
        minimum: z.number().optional(),
        maximum: z.number().optional(),
        field: metaKinds.optional(),
      }),
    )
    .default({}),
  required: z.array(z.string()).default([]),
});

/** The fields of an operation's input, in the order of its schema. */
export function fieldsOf(input: z.ZodObject): Field[] {
  const shape = jsonShape.parse(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }));
  return Object.entries(shape.properties).map(([name, property]) => ({
    name,
    kind: kindOf(property),
    description: property.description ?? '',
    required: shape.required.includes(name),
    choices: property.enum ?? [],
    ...(property.default === undefined ? {} : { default: property.default }),
    ...(property.minimum === undefined ? {} : { min: property.minimum }),
    ...(property.maximum === undefined ? {} : { max: property.maximum }),
  }));
}

function kindOf(property: z.infer<typeof jsonShape>['properties'][string]): FieldKind {
  if (property.field) return property.field;
  if (property.enum) return 'choice';
  if (property.format === 'date-time') return 'datetime';
  if (property.format === 'date') return 'date';
  if (property.type === 'boolean') return 'boolean';
  if (property.type === 'integer') return 'integer';
  if (property.type === 'number') return 'number';
  return 'text';
}

/** How a field is written on a command line: `--dry-run` for `dryRun`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
