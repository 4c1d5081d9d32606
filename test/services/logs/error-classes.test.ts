// Which class of error a line of a log is about.
import { describe, expect, it, test } from 'vitest';
import {
  classesOf,
  errorClasses,
  errorMeanings,
} from '../../../src/services/logs/error-classes.js';

it.each([
  ['HTTP/1.1" 429 17', 'rate-limit'],
  ['{"status":429,"code":"rate_limited"}', 'rate-limit'],
  ['Error 429: Too Many Requests', 'rate-limit'],
  ['{"code": "rate_limited"}', 'rate-limit'],
  ['Rate limit exceeded', 'rate-limit'],
  ['Page not found', 'not-found'],
  ['code=object_not_found', 'not-found'],
  ['GET /v1/pages/x 404', 'not-found'],
  ['{"code":"validation_error"}', 'invalid-property'],
  ['Invalid property value', 'invalid-property'],
  ['Stage is not a property that exists.', 'invalid-property'],
  ['401 Unauthorized', 'auth'],
  ['status_code=403', 'auth'],
  ['Authentication failed', 'auth'],
  ['PERMISSION_DENIED', 'auth'],
  ['connect ETIMEDOUT 10.0.0.1:443', 'timeout'],
  ['Request timed out', 'timeout'],
  ['ReadTimeout: timeout=30 exceeded: read timeout', 'timeout'],
  ['504 Gateway', 'timeout'],
  ['SSL: CERTIFICATE_VERIFY_FAILED', 'tls'],
  ['certificate has expired', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['MemoryError', 'memory'],
  ['Out of memory: Killed process 42', 'memory'],
  ['JavaScript heap limit reached', 'memory'],
])('%s: %s', (line, name) => {
  expect(classesOf(line)).toContain(name);
});

it.each([
  'Sync completed: 429 pages, 404 records',
  '10:04:29 took 0.429 s, id 4290, page-401',
  '2026-01-01 12:00:00,404 started',
  'synced 1,404',
  'starting with timeout=30',
  'Sync completed',
])('%s: nothing', (line) => {
  expect(classesOf(line)).toEqual([]);
});

test('a line may be of several', () => {
  expect(classesOf('401 after a TLS timeout')).toEqual(['auth', 'timeout', 'tls']);
});

describe('takes no long time', () => {
  it.each([' ', 'status":', 'not ', 'time', '4', 'a"'])('for %j again and again', (piece) => {
    const line = piece.repeat(100_000);
    const started = performance.now();
    for (const name of errorClasses) errorMeanings[name].pattern.test(line);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
