// Lines of Prometheus' text format, right ones and wrong ones.
import { describe, expect, it, test } from 'vitest';
import { parseLine } from '../../../src/services/scrape/parse-line.js';

describe('a sample', () => {
  it.each([
    ['up 1', { name: 'up', labels: {}, value: 1 }],
    ['  up\t1.5e3 1395066363000 ', { name: 'up', labels: {}, value: 1500 }],
    ['a{} 1', { name: 'a', labels: {}, value: 1 }],
    ['a{b="c",} .5', { name: 'a', labels: { b: 'c' }, value: 0.5 }],
    ['a:b { c = "d" , e="f" } -2', { name: 'a:b', labels: { c: 'd', e: 'f' }, value: -2 }],
    ['a{b="}, \\"#"}3', { name: 'a', labels: { b: '}, "#' }, value: 3 }],
    [
      String.raw`a{path="C:\\DIR\\",error="no\nfile \d"} 1`,
      { name: 'a', labels: { path: 'C:\\DIR\\', error: 'no\nfile \\d' }, value: 1 },
    ],
    ['a{__proto__="x"} 1', { name: 'a', labels: JSON.parse('{"__proto__":"x"}'), value: 1 }],
    ['a{le="+Inf"} +Inf', { name: 'a', labels: { le: '+Inf' }, value: Infinity }],
    ['a -Inf', { name: 'a', labels: {}, value: -Infinity }],
    ['a NaN', { name: 'a', labels: {}, value: NaN }],
    ['a_total 17 1520879607.789', { name: 'a_total', labels: {}, value: 17 }],
    [
      'a_bucket{le="1"} 8 # {trace_id="x y"} 0.67',
      { name: 'a_bucket', labels: { le: '1' }, value: 8 },
    ],
    ['a 1\r', { name: 'a', labels: {}, value: 1 }],
  ])('%s', (line, sample) => {
    expect(parseLine(line)).toEqual(sample);
  });
});

it.each(['', '   ', '# HELP a text', '# TYPE a counter', '#', '# EOF', '#a 1'])(
  '%j says nothing',
  (line) => {
    expect(parseLine(line)).toBeNull();
  },
);

it.each([
  '<html>',
  'a',
  'a{',
  'a{b="c"',
  'a{b="c} 1',
  'a{b=c} 1',
  'a{b="c" d="e"} 1',
  'a{b="c",b="d"} 1',
  'a{,} 1',
  'a{b="c"}',
  'a 0x10',
  'a 1_000',
  'a one',
  'a-b 1',
  'a-1',
  'a+Inf',
  '1a 1',
  'a 1 2 3',
  'a 1 soon',
  '\0\0 1',
])('%j is malformed', (line) => {
  expect(parseLine(line)).toBe('malformed');
});

test.each([
  ['quotes', `a{b="${'\\"'.repeat(200_000)}`],
  ['spaces', `a{b="c"} ${' '.repeat(400_000)}x y z`],
  ['labels', `a{${'b="c",'.repeat(60_000)}`],
  ['names', 'a'.repeat(400_000)],
  ['numbers', `a ${'1'.repeat(200_000)} ${'1'.repeat(200_000)}x`],
])('a long line of %s takes no long time', (_of, line) => {
  const started = performance.now();
  expect(parseLine(line)).toBe('malformed');
  expect(performance.now() - started).toBeLessThan(500);
});
