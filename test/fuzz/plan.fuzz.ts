// The plan of the fuzz tests holds: a million cases, and no file beside it.
import { expect, it } from 'vitest';
import { filesBelow } from '../rules/sources.js';
import { plan } from './plan.js';

it('looks at a million cases at least', () => {
  expect(Object.values(plan).reduce((sum, cases) => sum + cases, 0)).toBeGreaterThanOrEqual(1e6);
});

it('has every file of fuzz tests', () => {
  const files = filesBelow('test/fuzz').filter((path) => path.endsWith('.fuzz.ts'));
  const planned = [...Object.keys(plan), 'plan'].map((name) => `test/fuzz/${name}.fuzz.ts`);
  expect(files).toEqual(planned.toSorted());
});
