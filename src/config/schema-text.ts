// ppm.config.schema.json as text, made from the schema that checks ppm.config.yaml.
import { z } from 'zod';
import { configSchema } from './schema.js';

/** JSON Schema of what a person writes: everything with a default may be left out. */
export function schemaText(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'ppm.config.yaml', ...schema }, null, 2)}\n`;
}
