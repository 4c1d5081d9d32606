import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { problemOf, type Moment } from '../../../src/services/databricks/problems.js';
import {
  CallCancelled,
  CircuitOpen,
  DeadlineExceeded,
  RetryableFailure,
} from '../../../src/services/resilience/failures.js';

// What the driver throws, as seen on the wire: test/sandbox/databricks holds the simulator to the same shapes.
const network = (code: string) => Object.assign(new Error(`reason: ${code}`), { code });
const http = (statusCode: number, headers: [string, string][] = []) =>
  Object.assign(new Error('bad HTTP status'), { statusCode, response: { headers } });
const sql = (message: string, sqlState: string | null = null) =>
  Object.assign(new Error(message), { errorCode: 'ERROR', response: { sqlState } });
const ended = (errorCode: string, response?: object) =>
  Object.assign(new Error(errorCode), { errorCode, response });

const code = (error: unknown, moment: Moment) => {
  const told = problemOf(error, moment);
  return told instanceof Problem ? told.code : 'not a Problem';
};

describe('a change that was just sent', () => {
  it.each([
    ['connection refused', network('ECONNREFUSED'), 'outside_unavailable'],
    ['no such host', network('ENOTFOUND'), 'outside_unavailable'],
    ['DNS gone', network('EAI_AGAIN'), 'outside_unavailable'],
    [
      'a certificate that is not trusted',
      network('SELF_SIGNED_CERT_IN_CHAIN'),
      'outside_unavailable',
    ],
    ['an expired certificate', network('CERT_HAS_EXPIRED'), 'outside_unavailable'],
    ['connection cut', network('ECONNRESET'), 'outcome_unknown'],
    ['no route any more', network('EHOSTUNREACH'), 'outcome_unknown'],
    ['socket time-out', new Error('Request timed out'), 'outcome_unknown'],
    ['401', http(401), 'outside_refused'],
    ['403', http(403), 'outside_refused'],
    ['429', http(429), 'outside_unavailable'],
    ['503 of the warehouse', http(503, [['retry-after', '1']]), 'outside_unavailable'],
    ['503 of a gateway', http(503), 'outcome_unknown'],
    ['502', http(502), 'outcome_unknown'],
    ['504', http(504), 'outcome_unknown'],
    [
      'an unknown session',
      { name: 'Status Error', message: 'Invalid SessionHandle: x' },
      'outside_unavailable',
    ],
    ['the deadline', new DeadlineExceeded('late'), 'outcome_unknown'],
    [
      'as the policy wraps it',
      new RetryableFailure('x', { cause: network('EPIPE') }),
      'outcome_unknown',
    ],
  ])('%s', (_what, error, expected) => {
    expect(code(error, 'submitting')).toBe(expected);
  });
});

describe('a change that was accepted', () => {
  it.each([
    ['any failure of the connection', network('ECONNREFUSED')],
    ['401', http(401)],
    ['429', http(429)],
    ['an unknown operation', { name: 'Status Error', message: 'Invalid OperationHandle: x' }],
    ['closed by the warehouse', ended('CLOSED', {})],
    ['a state that the driver does not know', ended('UNKNOWN', {})],
    ['stopped, as the driver says without an answer', ended('CANCELED')],
    ['an internal error', sql('[INTERNAL_ERROR] oops', 'XX000')],
    ['an error without a state', sql('oops')],
    ['done, but a hook failed', sql('[DELTA_POST_COMMIT_HOOK_FAILED] committed', '2DKD0')],
    ['an open circuit', new CircuitOpen('x')],
    ['a deadline', new DeadlineExceeded('x')],
    ['a signal', new CallCancelled('x')],
  ])('%s leaves it unknown', (_what, error) => {
    expect(code(error, 'following')).toBe('outcome_unknown');
  });

  it.each([
    ['concurrent commits', sql('[DELTA_CONCURRENT_WRITE] x', '2D521'), 'plan_drifted'],
    ['syntax', sql('[PARSE_SYNTAX_ERROR] x', '42601'), 'outside_refused'],
    [
      'vacuumed',
      sql('[INTERNAL_ERROR] Not all files from version 2 are …', 'XX000'),
      'history_gone',
    ],
    ['vacuumed', sql('[FAILED_READ_FILE.DBR_FILE_NOT_EXIST] x', 'KD001'), 'history_gone'],
    [
      'older than the retention',
      sql('[DELTA_UNSUPPORTED_TIME_TRAVEL_BEYOND_DELETED_FILE_RETENTION_DURATION] x', '0AKDC'),
      'history_gone',
    ],
    ['no such version', sql('[DELTA_VERSION_NOT_FOUND] x', '22003'), 'not_found'],
    ['nor to restore', sql('[DELTA_CANNOT_RESTORE_TABLE_VERSION] x', '22003'), 'not_found'],
    ['state in the text only', sql('[X_Y] oops SQLSTATE: 42703'), 'outside_refused'],
  ])('%s: certain', (_what, error, expected) => {
    expect(code(error, 'following')).toBe(expected);
  });
});

describe('a statement that the warehouse stopped', () => {
  it.each([
    ['cancelled', ended('CANCELED', { sqlState: 'HY008' }), 'cancelled'],
    ['cancelled, told as an error', sql('[OPERATION_CANCELED] x', 'HY008'), 'cancelled'],
    ['timed out', ended('TIMEOUT', {}), 'outside_refused'],
    ['time-out', sql('[QUERY_EXECUTION_TIMEOUT_EXCEEDED] x', '57KD0'), 'outside_refused'],
  ])('%s: a read is over, a change is in doubt', (_what, error, ifNothingWasDone) => {
    expect(code(error, 'harmless')).toBe(ifNothingWasDone);
    expect(problemOf(error, 'following')).toMatchObject({
      code: 'outcome_unknown',
      ifNothingWasDone: { code: ifNothingWasDone },
    });
  });
});

describe('a read, or before a change is sent', () => {
  it.each([
    ['connection cut', network('ECONNRESET'), 'outside_unavailable'],
    ['503', http(503), 'outside_unavailable'],
    ['404', http(404), 'outside_refused'],
    ['an internal error', sql('[INTERNAL_ERROR] oops', 'XX000'), 'outside_refused'],
    ['an open circuit', new CircuitOpen('x'), 'outside_unavailable'],
    ['a deadline', new DeadlineExceeded('x'), 'outside_unavailable'],
    ['a signal', new CallCancelled('x'), 'cancelled'],
    [
      'an answer that stopped half-way',
      new Error('Response timeout while trying to fetch x (over 60000ms)'),
      'outside_unavailable',
    ],
  ])('%s', (_what, error, expected) => {
    expect(code(error, 'harmless')).toBe(expected);
  });
});

it('a fault of ours stays what it is', () => {
  const fault = new TypeError('x is undefined');
  expect(problemOf(fault, 'submitting')).toBe(fault);
});
