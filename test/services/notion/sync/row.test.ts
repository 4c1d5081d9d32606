// A page as a row: the same content gives the same hash, and what changes by itself doesn't count.
import { describe, expect, test } from 'vitest';
import type { NotionPage } from '../../../../src/services/notion/notion.js';
import { rowOf, unknownTypes } from '../../../../src/services/notion/sync/row.js';
import { tinyPage } from './tiny-notion.js';

const page = (
  properties: NotionPage['properties'],
  rest: Partial<NotionPage> = {},
): NotionPage => ({
  ...tinyPage(1, 0),
  ...rest,
  properties,
});
const hash = (one: NotionPage): string => rowOf(one, 'database').contentHash;
const number = (value: number) => ({ id: 'n', type: 'number', number: value });
const file = (url: string, expires: string) => ({
  id: 'f',
  type: 'files',
  files: [{ name: 'plan.pdf', type: 'file', file: { url, expiry_time: expires } }],
});

describe('the hash', () => {
  test('is the same whatever the order of the properties', () => {
    expect(hash(page({ A: number(1), B: number(2) }))).toBe(
      hash(page({ B: number(2), A: number(1) })),
    );
  });
  test.each([
    ['a value', page({ A: number(2) })],
    ['the time of the edit', page({ A: number(1) }, { editedAt: 60_000 })],
    ['the trash', page({ A: number(1) }, { inTrash: true })],
    ['a property more', page({ A: number(1), B: number(1) })],
  ])('changes with %s', (_what, other) => {
    expect(hash(other)).not.toBe(hash(page({ A: number(1) })));
  });
  test('changes with the database', () => {
    expect(rowOf(page({}), 'other').contentHash).not.toBe(rowOf(page({}), 'database').contentHash);
  });
  test('does not change with the signature of an address, or with a picture', () => {
    expect(hash(page({ F: file('https://s3/x?sig=1', '2026-01-01T00:00:00Z') }))).toBe(
      hash(page({ F: file('https://s3/x?sig=2', '2026-01-02T00:00:00Z') })),
    );
    const who = (avatar: string) => ({
      id: 'w',
      type: 'people',
      people: [{ id: 'u', avatar_url: avatar }],
    });
    expect(hash(page({ W: who('a') }))).toBe(hash(page({ W: who('b') })));
  });
  test('keeps addresses that people typed', () => {
    const link = (url: string) => ({ id: 'u', type: 'url', url });
    expect(hash(page({ U: link('https://a.example') }))).not.toBe(
      hash(page({ U: link('https://b.example') })),
    );
  });
});

test('properties stand in the row as JSON, of unknown types too', () => {
  const strange = page({ V: { id: 'v', type: 'hologram', hologram: { depth: 3 } }, A: number(1) });
  expect(JSON.parse(rowOf(strange, 'database').properties)).toEqual(strange.properties);
  expect(unknownTypes(strange)).toEqual(['hologram']);
});

test('a title with NUL and a text of 2 MB stay JSON that can be read back', () => {
  const long = 'x'.repeat(2_000_000);
  const text = { id: 't', type: 'title', title: [{ plain_text: `a\u0000b${long}` }] };
  const row = rowOf(page({ Name: text }), 'database');
  expect(JSON.parse(row.properties)).toEqual({ Name: text });
  expect(row.properties).not.toContain('\u0000');
});
