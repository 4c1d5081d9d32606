import { describe, expect, it } from 'vitest';
import { plainProperty, plainValue } from '../../../../src/services/notion/reading/plain-value.js';
import type { Json } from '../../../../src/core/json.js';

const value = (type: string, inner: Json) => plainValue({ id: 'p', type, [type]: inner });
const pieces = (...texts: string[]) => texts.map((text) => ({ plain_text: text }));

describe('a value as plain text', () => {
  it.each<[string, Json, string]>([
    ['title', pieces('Milestone ', '1'), 'Milestone 1'],
    ['rich_text', pieces('a\nb'), 'a\nb'],
    ['rich_text', [], ''],
    ['number', 12.5, '12.5'],
    ['number', 0, '0'],
    ['number', null, ''],
    ['select', { id: 'x', name: 'Done', color: 'red' }, 'Done'],
    ['select', null, ''],
    ['status', { name: 'In progress' }, 'In progress'],
    ['multi_select', [{ name: 'a' }, { name: 'b' }], 'a, b'],
    ['date', { start: '2026-01-31', end: null, time_zone: null }, '2026-01-31'],
    ['date', { start: '2026-01-01', end: '2026-01-31' }, '2026-01-01 to 2026-01-31'],
    ['date', null, ''],
    [
      'people',
      [
        { id: 'u1', name: 'Ana' },
        { object: 'user', id: 'u2' },
      ],
      'Ana, u2',
    ],
    ['people', [{ object: 'group', id: 'g1', name: null }], 'g1'],
    ['files', [{ name: 'a.pdf', type: 'external', external: { url: 'https://x' } }], 'a.pdf'],
    ['checkbox', true, 'yes'],
    ['checkbox', false, 'no'],
    ['url', 'https://x.example', 'https://x.example'],
    ['email', 'a@b.example', 'a@b.example'],
    ['phone_number', null, ''],
    ['formula', { type: 'string', string: 'late' }, 'late'],
    ['formula', { type: 'number', number: 3 }, '3'],
    ['formula', { type: 'boolean', boolean: false }, 'no'],
    ['formula', { type: 'date', date: { start: '2026-01-31', end: null } }, '2026-01-31'],
    ['formula', { type: 'unsupported', unsupported: {} }, ''],
    ['relation', [{ id: 'p1' }, { id: 'p2' }], 'p1, p2'],
    ['rollup', { type: 'number', number: 7, function: 'sum' }, '7'],
    [
      'rollup',
      {
        type: 'array',
        array: [
          { type: 'title', title: pieces('one') },
          { type: 'select', select: { name: 'two' } },
        ],
        function: 'show_original',
      },
      'one, two',
    ],
    ['created_time', '2026-01-31T10:00:00.000Z', '2026-01-31T10:00:00.000Z'],
    ['last_edited_time', '2026-01-31T10:00:00.000Z', '2026-01-31T10:00:00.000Z'],
    ['created_by', { object: 'user', id: 'u1', name: 'Ana' }, 'Ana'],
    ['last_edited_by', { object: 'user', id: 'u1' }, 'u1'],
    ['unique_id', { prefix: 'PRJ', number: 7 }, 'PRJ-7'],
    ['unique_id', { prefix: null, number: 7 }, '7'],
    ['verification', { state: 'verified', date: null }, 'verified'],
    ['place', { lat: 1.5, lon: 2, name: null, address: null }, '1.5, 2'],
    ['place', { lat: 1, lon: 2, name: 'Office' }, 'Office'],
    ['button', {}, ''],
  ])('%s %j', (type, inner, expected) => {
    expect(value(type, inner)).toBe(expected);
  });

  it('an unknown type, or another shape, stays readable as JSON', () => {
    expect(value('hologram', { depth: 3 })).toBe('{"depth":3}');
    expect(value('title', 'not an array')).toBe('"not an array"');
    expect(value('constructor', null)).toBe('');
    expect(plainValue({ id: 'p', type: 'hologram' })).toBe('');
  });

  it('a property by its name, or null where there is none', () => {
    const page = { properties: { Name: { id: 'p', type: 'number', number: 3 } } };
    expect(plainProperty(page, 'Name')).toBe('3');
    expect(plainProperty(page, 'name')).toBeNull();
    expect(plainProperty(page, 'toString')).toBeNull();
  });
});
