// A database beside the manifest of a backup.
import { expect, it } from 'vitest';
import type { CollectionShape } from '../../../src/services/backups/backups.js';
import {
  checksOf,
  differencesOf,
  linesOf,
} from '../../../src/services/backups-restore/differences.js';
import { roughCount, sizeText } from '../../../src/services/backups-restore/bytes.js';

const id = { name: '_id_', key: '{"_id":1}', isUnique: false };
const status = { name: 'status_1', key: '{"status":1}', isUnique: false };
const tasks: CollectionShape = { name: 'tasks', documents: 250, indexes: [id, status] };
const strict = { extras: false, counts: true };

it.each<[string, CollectionShape[], { what: string; expected: string; actual: string }[]]>([
  ['equal', [tasks], []],
  [
    'equal, however the server calls _id',
    [{ ...tasks, indexes: [status, { ...id, isUnique: true }] }],
    [],
  ],
  ['gone', [], [{ what: 'tasks', expected: '250 documents', actual: 'missing' }]],
  [
    'one document less',
    [{ ...tasks, documents: 249 }],
    [{ what: 'tasks', expected: '250 documents', actual: '249 documents' }],
  ],
  [
    'an index less',
    [{ ...tasks, indexes: [id] }],
    [{ what: 'tasks.status_1', expected: '{"status":1}', actual: 'missing' }],
  ],
  [
    'an index more',
    [{ ...tasks, indexes: [id, status, { ...status, name: 'other' }] }],
    [{ what: 'tasks.other', expected: 'missing', actual: '{"status":1}' }],
  ],
  [
    'unique now',
    [{ ...tasks, indexes: [id, { ...status, isUnique: true }] }],
    [{ what: 'tasks.status_1', expected: '{"status":1}', actual: '{"status":1} unique' }],
  ],
  [
    'a collection more',
    [tasks, { ...tasks, name: 'more' }],
    [{ what: 'more', expected: 'not there', actual: '250 documents' }],
  ],
])('%s', (_what, actual, differences) => {
  expect(differencesOf([tasks], actual, strict)).toEqual(differences);
});

it('a collection more, and counts, may be allowed', () => {
  const found = [
    { ...tasks, documents: 251 },
    { ...tasks, name: 'more' },
  ];
  expect(differencesOf([tasks], found, { extras: true, counts: false })).toEqual([]);
});

it('each difference is a failed check, and a line; not more than people read', () => {
  const many = Array.from({ length: 25 }, (_, number) => ({ ...tasks, name: `c${number}` }));
  const differences = differencesOf(many, [], strict);
  expect(linesOf(differences)).toHaveLength(21);
  expect(linesOf(differences).at(-1)).toBe('5 more');
  expect(checksOf('Same', many, differences).every(({ ok }) => !ok)).toBe(true);
  expect(checksOf('Same', many, [])).toMatchObject([{ ok: true }]);
});

it.each([
  [0, 'fewer than 10'],
  [12, 'about 10'],
  [251, 'about 300'],
  [14_999, 'about 10,000'],
  [1_600_000, 'about 2,000,000'],
])('%i documents are %s', (count, said) => {
  expect(roughCount(count)).toBe(said);
});

it.each([
  [312, '312 bytes'],
  [1_572_864, '1.5 MB'],
  [2 ** 60, '1048576 TB'],
])('%i bytes are %s', (bytes, said) => {
  expect(sizeText(bytes)).toBe(said);
});
