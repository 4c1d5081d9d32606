// Labels of a silence: what may be typed, and which groups have them.
import { describe, expect, test } from 'vitest';
import {
  hasLabels,
  matchText,
  parseMatch,
} from '../../../../src/services/alerts/silencing/match.js';
import { group } from './samples.js';

describe('typed labels', () => {
  test.each([
    ['alertname=APIDown', { alertname: 'APIDown' }],
    [' alertname = APIDown , system=obera ', { alertname: 'APIDown', system: 'obera' }],
    ['summary="a, b = c",x=1', { summary: 'a, b = c', x: '1' }],
    ['query=a=b', { query: 'a=b' }],
    ['alertname=APIDown,', { alertname: 'APIDown' }],
  ])('%j are read', (text, match) => {
    expect(parseMatch(text)).toEqual(match);
    expect(parseMatch(matchText(match))).toEqual(match);
  });

  test.each([
    '',
    '  ',
    ',',
    'alertname',
    'alertname=',
    '=APIDown',
    'a=1,a=2',
    'a="1',
    'a=b"c"',
    'a b=c',
    '__proto__=x',
    Array.from({ length: 11 }, (_, at) => `l${at}=x`).join(),
  ])('%j are refused, naming the field', (text) => {
    const said = { code: 'invalid_input', field: 'match' };
    expect(() => parseMatch(text)).toThrow(expect.objectContaining(said));
  });
});

describe('a group', () => {
  const one = group('G-AAAAAA');

  test.each([
    [{ alertname: 'APIDown' }],
    [{ system: 'obera', team: 'data' }],
    [{ severity: 'P1' }],
    [{ severity: 'p1' }],
    [{ severity: 'critical' }],
  ])('has %j', (match) => expect(hasLabels(one, match)).toBe(true));

  test.each([
    [{}],
    [{ alertname: 'apidown' }],
    [{ alertname: 'APIDown', system: 'finance' }],
    [{ severity: 'P2' }],
    [{ toString: 'x' }],
  ])('does not have %j', (match) => expect(hasLabels(one, match)).toBe(false));
});
