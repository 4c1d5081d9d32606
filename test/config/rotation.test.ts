// A rotation may only name people that the configuration knows: nobody else could be called.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { contradictions } from '../../src/config/sense.js';

const sandbox: unknown = parse(readFileSync('sandbox/ppm.config.yaml', 'utf8'));

function remarksOn(people: string[]) {
  const oncall = { rotation: { people, start: '2026-11-23' } };
  return contradictions(configSchema.parse({ ...Object(sandbox), oncall }));
}

test('a rotation of known people is fine', () => {
  expect(remarksOn(['ana', 'ben'])).toEqual([]);
});

test('one who is not known is named by their place', () => {
  expect(remarksOn(['ana', 'nobody'])).toEqual([
    { path: ['oncall', 'rotation', 'people', 1], reason: 'is not one of the people' },
  ]);
});
