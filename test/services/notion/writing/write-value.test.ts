import { describe, expect, it } from 'vitest';
import { Problem } from '../../../../src/core/problem.js';
import type { PropertySchema } from '../../../../src/services/notion/notion.js';
import { parseValues, settingsFrom } from '../../../../src/services/notion/writing/given-values.js';
import { contentText } from '../../../../src/services/notion/writing/read-text.js';
import { writable } from '../../../../src/services/notion/writing/writable.js';
import {
  nearestOption,
  writeValue,
  type Given,
} from '../../../../src/services/notion/writing/write-value.js';

const property = (type: string, options: string[] = []): PropertySchema => ({
  id: type,
  name: type,
  type,
  options,
});
const options = ['Backlog', 'In Progress', 'Done'];
const page = '31d9a7c4-f700-8000-9000-000000000007';
const text = (content: string) => ({ type: 'text', text: { content } });

describe('a text becomes what Notion takes', () => {
  it.each<[string, Given, unknown]>([
    ['title', ' Recovery task ', [text('Recovery task')]],
    ['rich_text', 'a\nb', [text('a\nb')]],
    ['number', '-12.50', -12.5],
    ['number', '1e3', 1000],
    ['select', 'in progress', { name: 'In Progress' }],
    ['status', 'Done', { name: 'Done' }],
    ['multi_select', 'done, Backlog,', [{ name: 'Done' }, { name: 'Backlog' }]],
    ['date', '2026-01-31', { start: '2026-01-31' }],
    ['date', '2026-01-31T02:00:00+01:00', { start: '2026-01-31T01:00:00.000Z' }],
    ['date', '2026-01-01/2026-01-31', { start: '2026-01-01', end: '2026-01-31' }],
    ['checkbox', 'Yes', true],
    ['checkbox', 'off', false],
    ['url', 'https://example.com/a', 'https://example.com/a'],
    ['email', 'ana@example.com', 'ana@example.com'],
    ['phone_number', '+34 600', '+34 600'],
    ['relation', page.replaceAll('-', ''), [{ id: page }]],
    ['select', { select: { name: 'Anything' } }, { name: 'Anything' }],
    ['people', { people: [{ id: page, object: 'user' }] }, [{ id: page }]],
  ])('%s: %j', (type, given, content) => {
    expect(writeValue(property(type, options), given)).toEqual({ content });
  });

  it.each([
    ['title', []],
    ['rich_text', []],
    ['multi_select', []],
    ['checkbox', false],
    ['number', null],
    ['date', null],
    ['select', null],
  ])('nothing clears a %s', (type, content) => {
    expect(writeValue(property(type), ' ')).toEqual({ content });
  });

  it('a long text is cut into pieces of 2,000, and no character in two', () => {
    const long = `${'x'.repeat(1_999)}😀${'y'.repeat(3_000)}`;
    const written = writeValue(property('rich_text'), long);
    const pieces = 'content' in written && Array.isArray(written.content) ? written.content : [];
    expect(pieces).toEqual([
      text('x'.repeat(1_999)),
      text(`😀${'y'.repeat(1_998)}`),
      text('y'.repeat(1_002)),
    ]);
    expect(contentText('rich_text', pieces)).toBe(long);
  });
});

describe('is refused with what is allowed', () => {
  it.each<[string, Given, string]>([
    ['select', 'Doen', 'it is one of Backlog, In Progress, Done'],
    ['status', 'x'.repeat(500), 'it is one of'],
    ['multi_select', 'Done, Nope', 'can\'t be "Nope"'],
    ['number', '12,5', 'must be a number'],
    ['number', 'Infinity', 'must be a number'],
    ['number', '0x10', 'must be a number'],
    ['date', '31.1.2026', 'must be a date'],
    ['date', '2026-02-31', 'must be a date'],
    ['date', '2026-01-31T02:00:00', 'must be a date'],
    ['date', '2026-01-31/2026-01-01', 'must be a date'],
    ['date', '2026-01-01/2026-01-02/2026-01-03', 'must be a date'],
    ['checkbox', 'perhaps', 'yes or no'],
    ['url', 'example', 'must be an address'],
    ['url', `https://example.com/${'a'.repeat(2_000)}`, '2000 characters'],
    ['email', 'ana', 'e-mail'],
    ['relation', 'no id', 'ids or addresses'],
    ['title', 'x'.repeat(2_001), '2000 characters'],
    ['rich_text', 'x'.repeat(200_001), '200,000 characters'],
    ['rich_text', 'a\0b', 'NUL'],
    ['rich_text', '\ud800', 'broken Unicode'],
    ['people', 'Ana', 'set it in Notion'],
    ['formula', '1', 'works it out itself'],
    ['select', { number: 1 }, "in Notion's own words"],
    ['number', { number: 'one' }, "in Notion's own words"],
    ['files', { files: [{ name: 'a', type: 'file', file: { url: 'x' } }] }, "Notion's own words"],
  ])('%s: %j', (type, given, says) => {
    const written = writeValue(property(type, options), given);
    expect(written).toEqual({ mistake: expect.stringContaining(says) });
  });
});

it.each([
  ['back log', 'Backlog'],
  ['DONE', 'Done'],
  ['In Progres', 'In Progress'],
  ['Dane', 'Done'],
  ['finished', null],
  ['', null],
])('the option nearest to %j is %j', (typed, option) => {
  expect(nearestOption(options, typed)).toBe(option);
});

it('two options that are as near are no answer', () => {
  expect(nearestOption(['Task A', 'Task B'], 'Task C')).toBeNull();
});

describe('what a page has, spelled always the same', () => {
  it('neighbours that look alike are one piece; looks, links and mentions stay', () => {
    const answer = {
      type: 'rich_text',
      rich_text: [
        {
          type: 'text',
          plain_text: 'a',
          text: { content: 'a', link: null },
          annotations: { bold: false, color: 'default' },
        },
        {
          type: 'text',
          plain_text: 'b',
          text: { content: 'b', link: null },
          annotations: { bold: false, color: 'default' },
        },
        {
          type: 'text',
          plain_text: 'c',
          text: { content: 'c', link: { url: 'https://x.example' } },
          annotations: { bold: true, color: 'red' },
        },
        {
          type: 'mention',
          plain_text: '@Ana',
          mention: { type: 'user', user: { id: 'u1', name: 'Ana' } },
        },
        {
          type: 'mention',
          plain_text: 'a page',
          href: 'https://y.example',
          mention: { type: 'link_preview', link_preview: { url: 'https://y.example' } },
        },
        { type: 'equation', plain_text: 'e=mc^2', equation: { expression: 'e=mc^2' } },
      ],
    };
    expect(writable(answer)).toEqual([
      text('ab'),
      {
        type: 'text',
        text: { content: 'c', link: { url: 'https://x.example' } },
        annotations: { bold: true, color: 'red' },
      },
      { type: 'mention', mention: { user: { id: 'u1' } } },
      { type: 'text', text: { content: 'a page', link: { url: 'https://y.example' } } },
      { type: 'equation', equation: { expression: 'e=mc^2' } },
    ]);
  });

  it.each<[{ type: string; [rest: string]: unknown }, unknown]>([
    [{ type: 'select', select: { id: 'x', name: 'Done', color: 'red' } }, { name: 'Done' }],
    [
      {
        type: 'date',
        date: { start: '2026-01-31T02:00:00.000+01:00', end: null, time_zone: null },
      },
      { start: '2026-01-31T01:00:00.000Z' },
    ],
    [
      {
        type: 'date',
        date: { start: '2026-01-31T02:00:00', end: null, time_zone: 'Europe/Madrid' },
      },
      { start: '2026-01-31T02:00:00', time_zone: 'Europe/Madrid' },
    ],
    [{ type: 'relation', relation: [{ id: 'a' }], has_more: false }, [{ id: 'a' }]],
    [{ type: 'url', url: '' }, null],
    [
      {
        type: 'files',
        files: [{ name: 'a', type: 'external', external: { url: 'https://x.example/a' } }],
      },
      [{ name: 'a', type: 'external', external: { url: 'https://x.example/a' } }],
    ],
    [
      { type: 'files', files: [{ name: 'a', type: 'file', file: { url: 'https://s3.example' } }] },
      undefined,
    ],
    [{ type: 'formula', formula: { type: 'number', number: 1 } }, undefined],
    [{ type: 'something_new', something_new: {} }, undefined],
  ])('%j', (value, content) => {
    expect(writable(value)).toEqual(content);
  });
});

describe('the values', () => {
  const schema = [property('Name'), property('Status', options), property('Notes')].map(
    (one, index) => ({ ...one, type: ['title', 'select', 'rich_text'][index] ?? '' }),
  );
  const read = (values: string | undefined) =>
    settingsFrom(schema, parseValues(values)).map(({ name, type, content }) => [
      name,
      contentText(type, content),
    ]);

  it.each([
    [
      'Name=Recovery task; Status=Backlog',
      [
        ['Name', 'Recovery task'],
        ['Status', 'Backlog'],
      ],
    ],
    [
      'status=done;name=x',
      [
        ['Name', 'x'],
        ['Status', 'Done'],
      ],
    ],
    [
      'Notes=first; second; Name=a=b',
      [
        ['Name', 'a=b'],
        ['Notes', 'first; second'],
      ],
    ],
    ['Notes=', [['Notes', '']]],
    [
      '{"Name": "x", "Notes": null}',
      [
        ['Name', 'x'],
        ['Notes', ''],
      ],
    ],
    ['{"Name": 12}', [['Name', '12']]],
    ['{"Status": {"select": {"name": "Backlog"}}}', [['Status', 'Backlog']]],
  ])('%s', (values, expected) => {
    expect(read(values)).toEqual(expected);
  });

  it.each([
    [undefined, 'No values'],
    ['  ', 'No values'],
    ['just words', 'has no = in it'],
    ['{"Name": ', 'no JSON object'],
    ['{"Name": [1]}', 'not of texts'],
    ['Name=a; Name=b', 'given twice'],
    ['Name=a; name=b', 'given twice'],
    ['Nmae=a', 'There is no property "Nmae"; there are Name'],
    ['Status=Doen; Owner=x', 'it is one of Backlog'],
    ['Status=Doen; Owner=x', 'There is no property "Owner"'],
  ])('%s is refused: %s', (values, says) => {
    let thrown: unknown;
    try {
      read(values);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({
      code: 'invalid_input',
      field: 'values',
      message: expect.stringContaining(says),
    });
  });
});
