import { describe, expect, it } from 'vitest';
import {
  expectedProperties,
  isAsExpected,
  schemaDifference,
} from '../../../../src/services/notion/reading/schema-difference.js';
import { schemaFindings } from '../../../../src/services/notion/reading/schema-findings.js';
import {
  additionRequest,
  additionsOf,
  byHand,
  canBeMended,
} from '../../../../src/services/notion/reading/schema-fix.js';
import { fakeDatabase, idOf } from '../../../support/fake-notion.js';

type Properties = Parameters<typeof fakeDatabase>[2];

const actual = (properties: Properties) =>
  fakeDatabase(idOf(1), 'Tasks', properties).source.properties;

const difference = (
  schema: Parameters<typeof expectedProperties>[0]['schema'],
  properties: Properties,
) => schemaDifference(expectedProperties({ schema }), actual(properties));

describe('expected against actual', () => {
  it('nothing to say', () => {
    const same = difference(
      { Name: 'title', State: { type: 'select', options: ['A', 'B'] } },
      { Name: 'title', State: ['select', 'B', 'A'] },
    );
    expect(isAsExpected(same)).toBe(true);
    expect(schemaFindings('a/b', same)).toEqual([]);
  });

  it('missing, of another type, choices lacking, and extra ones', () => {
    const found = difference(
      {
        Name: 'title',
        Sites: 'number',
        Due: 'date',
        State: { type: 'select', options: ['A', 'B'] },
      },
      { Name: 'title', Due: 'rich_text', State: ['select', 'A', 'C'], Notes: 'rich_text' },
    );
    expect(found).toEqual({
      missing: [{ name: 'Sites', type: 'number', options: [], near: null }],
      otherType: [{ name: 'Due', expected: 'date', found: 'rich_text' }],
      options: [{ property: 'State', type: 'select', missing: ['B'], near: [] }],
      extra: ['Notes'],
      extraOptions: [{ property: 'State', options: ['C'] }],
    });
    expect(isAsExpected(found)).toBe(false);
  });

  it.each(['open tickets', 'Open  Tickets', 'OpenTickets'])('%s is near', (name) => {
    const { missing, extra } = difference({ 'Open Tickets': 'number' }, { [name]: 'number' });
    expect([missing[0]?.near, extra]).toEqual([name, []]);
  });

  it('a title under another name is the title', () => {
    const found = difference({ Name: 'title' }, { Titel: 'title' });
    expect(found.missing[0]?.near).toBe('Titel');
    expect(byHand(found)).toEqual([
      'Name is called Titel in Notion: rename it there. Names are case-sensitive.',
    ]);
  });

  it('choices in another spelling are not called missing', () => {
    const found = difference(
      { State: { type: 'select', options: ['In Progress'] } },
      { State: ['select', 'In progress'] },
    );
    expect(found.options).toEqual([
      {
        property: 'State',
        type: 'select',
        missing: [],
        near: [{ option: 'In Progress', found: 'In progress' }],
      },
    ]);
    expect(found.extraOptions).toEqual([]);
    expect(canBeMended(found)).toBe(false);
  });
});

describe('what can be added', () => {
  it('properties and choices, with the choices that are there repeated', () => {
    const properties = { Name: 'title', State: ['select', 'A', 'C'] } satisfies Properties;
    const found = difference(
      {
        Sites: 'number',
        Health: { type: 'select', options: ['Good', 'Bad'] },
        State: { type: 'select', options: ['A', 'B'] },
      },
      properties,
    );
    expect(additionRequest({ properties: actual(properties) }, additionsOf(found))).toEqual({
      Sites: { number: {} },
      Health: { select: { options: [{ name: 'Good' }, { name: 'Bad' }] } },
      State: { select: { options: [{ name: 'A' }, { name: 'C' }, { name: 'B' }] } },
    });
  });

  it.each(['title', 'status', 'relation', 'rollup', 'formula'] as const)(
    'a property of type %s is not, and the plan says why',
    (type) => {
      const found = difference({ New: type }, {});
      expect(additionsOf(found)).toEqual({ properties: [], options: [] });
      expect(byHand(found)).toHaveLength(1);
    },
  );

  it('choices of a status are not, those of a select beside it are', () => {
    const found = difference(
      {
        Status: { type: 'status', options: ['Blocked'] },
        Tags: { type: 'multi_select', options: ['x'] },
      },
      { Status: ['status', 'Done'], Tags: ['multi_select'] },
    );
    expect(additionsOf(found).options).toEqual([
      { property: 'Tags', type: 'multi_select', options: ['x'] },
    ]);
    expect(byHand(found)).toEqual([expect.stringContaining('Status lacks Blocked')]);
  });

  it('another type is never changed', () => {
    const found = difference({ Due: 'date' }, { Due: 'rich_text' });
    expect(canBeMended(found)).toBe(false);
    expect(byHand(found)).toEqual([expect.stringContaining('is left alone')]);
  });
});

describe('findings', () => {
  it('the button is on the first one that it mends, once', () => {
    const found = schemaFindings(
      'ops/customers',
      difference(
        { Project: 'relation', Sites: 'number', Devices: 'number', Due: 'date' },
        { Due: 'url' },
      ),
    );
    expect(found.map(({ suggestion }) => suggestion?.operation)).toEqual([
      undefined,
      'notion.schema.fix',
      undefined,
      undefined,
    ]);
    expect(found[1]?.suggestion?.input).toEqual({ database: 'ops/customers' });
    expect(found[3]).toMatchObject({ severity: 'bad', evidence: 'Expected: date. Found: url.' });
  });
});
