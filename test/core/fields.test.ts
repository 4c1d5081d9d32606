import { expect, it } from 'vitest';
import { z } from 'zod';
import { fieldsOf } from '../../src/core/fields.js';

it.each(['long-text', 'person', 'table', 'system', 'database', 'datetime', 'date'])(
  'a text may be said to be a %s',
  (kind) => {
    const input = z.object({ what: z.string().meta({ field: kind, description: 'What' }) });
    expect(fieldsOf(input)).toEqual([
      { name: 'what', kind, description: 'What', required: true, choices: [] },
    ]);
  },
);

it('nothing else can be said', () => {
  expect(() => fieldsOf(z.object({ what: z.string().meta({ field: 'planet' }) }))).toThrow(
    z.ZodError,
  );
});
