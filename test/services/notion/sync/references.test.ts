// Values beyond the 25 that a page carries, and pages that are edited while they are read.
import { describe, expect, test } from 'vitest';
import type { NotionPage, PropertyValue } from '../../../../src/services/notion/notion.js';
import { completed, isCut } from '../../../../src/services/notion/sync/references.js';
import { tinyPage } from './tiny-notion.js';

const relation = (count: number, more: boolean): PropertyValue => ({
  id: 'rel',
  type: 'relation',
  relation: Array.from({ length: count }, (_, index) => ({ id: String(index) })),
  has_more: more,
});
const people = (count: number): PropertyValue => ({
  id: 'who',
  type: 'people',
  people: Array.from({ length: count }, (_, index) => ({ object: 'user', id: String(index) })),
});
const mentions = (count: number): PropertyValue => ({
  id: 'title',
  type: 'title',
  title: Array.from({ length: count }, () => ({ type: 'mention', plain_text: '@Ana' })),
});

test.each([
  ['a relation that says so', relation(25, true), true],
  ['a relation that is whole', relation(25, false), false],
  ['25 people', people(25), true],
  ['24 people', people(24), false],
  ['25 mentions', mentions(25), true],
  ['24 mentions', mentions(24), false],
  ['a number', { id: 'n', type: 'number', number: 5 }, false],
])('%s', (_what, value, cut) => {
  expect(isCut(value)).toBe(cut);
});

describe('a page with values missing', () => {
  const signal = new AbortController().signal;
  const page = (properties: NotionPage['properties']): NotionPage => ({
    ...tinyPage(1, 0),
    properties,
  });

  test('gets them all, and nothing is asked of a page without', async () => {
    const cut = page({ Tasks: relation(25, true), Budget: { id: 'b', type: 'number', number: 1 } });
    const asked: string[] = [];
    const notion = {
      page: async () => cut,
      async property(_page: string, property: { id: string }) {
        asked.push(property.id);
        return relation(40, false);
      },
    };
    const whole = await completed(notion, cut, signal);
    expect(whole.properties['Tasks']?.['relation']).toHaveLength(40);
    expect(asked).toEqual(['rel']);
    const small = page({ Tasks: relation(3, false) });
    expect(await completed(notion, small, signal)).toBe(small);
    expect(asked).toEqual(['rel']);
  });

  test('is read again when it was edited meanwhile, in the same minute too', async () => {
    const before = page({
      Name: { id: 't', type: 'number', number: 1 },
      Tasks: relation(25, true),
    });
    const after = page({ Name: { id: 't', type: 'number', number: 2 }, Tasks: relation(25, true) });
    let readings = 0;
    const notion = {
      page: async () => after,
      async property() {
        readings += 1;
        return relation(26, false);
      },
    };
    const whole = await completed(notion, before, signal);
    expect(whole.properties['Name']?.['number']).toBe(2);
    expect(readings).toBe(2);
  });

  test('that never holds still is not read for ever', async () => {
    let edits = 0;
    const notion = {
      page: async () =>
        page({ N: { id: 'n', type: 'number', number: (edits += 1) }, Tasks: relation(25, true) }),
      property: async () => relation(30, false),
    };
    await completed(notion, await notion.page(), signal);
    expect(edits).toBeLessThan(6);
  });
});
