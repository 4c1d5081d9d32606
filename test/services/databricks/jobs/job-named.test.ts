// Jobs by their names, and which target they belong to: that decides who approves.
import { describe, expect, test } from 'vitest';
import { jobsSchema } from '../../../../src/config/delivery-schema.js';
import {
  jobNamed,
  ownerOf,
  plainName,
} from '../../../../src/services/databricks/jobs/job-named.js';
import { runIdOf } from '../../../../src/services/databricks/jobs/run-words.js';

const rules = jobsSchema.parse({
  targets: {
    dev: { environment: 'development', prefix: '[dev ppm] ' },
    prod: { environment: 'production' },
  },
});
const job = (id: number, name: string) => ({
  id,
  name,
  tasks: [],
  maxConcurrentRuns: 1,
  queues: false,
});
const all = [
  job(1, 'gold_aggregations'),
  job(2, '[dev ppm] gold_aggregations'),
  job(3, 'twin'),
  job(4, 'Twin'),
  job(5, 'silver_transformations'),
];

test.each([
  ['gold_aggregations', 'prod', 1],
  ['GOLD_Aggregations ', 'prod', 1],
  ['gold_aggregations', 'dev', 2],
  ['[DEV ppm] gold_aggregations', 'dev', 2],
  ['5', 'prod', 5],
  ['2', 'dev', 2],
] as const)('%s in %s', (typed, target, id) => {
  expect(jobNamed(all, rules, typed, target).id).toBe(id);
});

describe('refused', () => {
  test.each([
    ['gold_agregations', 'prod', 'name', /Did you mean gold_aggregations/],
    ['twin', 'prod', 'name', /3, 4/],
    ['gold_aggregations', 'staging', 'target', /Configured: /],
    ['99', 'prod', 'name', /Did you mean/],
  ] as const)('%s in %s', (typed, target, field, hint) => {
    const ask = (): unknown => jobNamed(all, rules, typed, target);
    expect(ask).toThrow(
      expect.objectContaining({ code: 'invalid_input', field, hint: expect.stringMatching(hint) }),
    );
  });

  test.each([
    ['1', 'dev'],
    ['2', 'prod'],
    ['[dev ppm] gold_aggregations', 'prod'],
  ] as const)('job %s as one of %s: another target approves it', (typed, target) => {
    expect(() => jobNamed(all, rules, typed, target)).toThrow(
      expect.objectContaining({ code: 'invalid_input', field: 'target' }),
    );
  });

  test('in dev where nothing tells its jobs from those of prod', () => {
    const alike = jobsSchema.parse({
      targets: { dev: { environment: 'development' }, prod: { environment: 'production' } },
    });
    expect(() => jobNamed(all, alike, 'gold_aggregations', 'dev')).toThrow(
      expect.objectContaining({ field: 'target' }),
    );
    expect(jobNamed(all, alike, 'gold_aggregations', 'prod').id).toBe(1);
  });
});

test('a job belongs to the target with the longest prefix', () => {
  expect(ownerOf(rules, '[dev ppm] x')).toMatchObject({ target: 'dev' });
  expect(plainName(rules, '[dev ppm] x')).toBe('x');
  expect(ownerOf(jobsSchema.parse({ targets: {} }), 'x')).toBeNull();
});

test.each([
  ['455644833', 455644833],
  [' 455644833 ', 455644833],
  ['https://adb-1.azuredatabricks.net/jobs/12/runs/34?o=56', 34],
  ['https://adb-1.azuredatabricks.net/?o=56#job/12/run/34', 34],
  ['<https://adb-1.azuredatabricks.net/?o=56#job/12/run/34|run>', 34],
])('the run %s', (typed, id) => {
  expect(runIdOf(typed)).toBe(id);
});

test.each(['', 'R-7K2QMF', '-3', '0', '12345678901234567890', 'https://x/jobs/12'])(
  '%s is no run',
  (typed) => {
    expect(() => runIdOf(typed)).toThrow(
      expect.objectContaining({ code: 'invalid_input', field: 'run' }),
    );
  },
);
