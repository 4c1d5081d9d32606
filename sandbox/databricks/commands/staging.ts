// PUT and REMOVE: the statement moves no byte, it answers with an address of the storage, which the client's driver uses.
import { existsSync } from 'node:fs';
import type { Plan, StatementContext } from '../engine.js';
import type { Cursor } from '../sql/cursor.js';
import type { Cell, Column, SparkType } from '../sql/types.js';
import { uploadHeaders } from '../volumes/storage.js';
import { stagedFileExists } from '../volumes/volume-errors.js';

const string: SparkType = { name: 'string' };
const headers: SparkType = { name: 'map', key: string, value: string };
const columns: readonly Column[] = [
  { name: 'operation', type: string },
  { name: 'presignedUrl', type: string },
  { name: 'headers', type: headers },
];

function parsePath(cursor: Cursor): string {
  if (cursor.peek()?.kind !== 'string') throw cursor.error();
  return cursor.next().text;
}

const told = (of: readonly Column[], row: () => Cell[]): Plan => ({
  writes: false,
  run: async () => ({ columns: of, rows: [row()], staging: true }),
});

/** `PUT 'local' INTO '/Volumes/…' [OVERWRITE]`; the cursor stands behind PUT. */
export function planPut(cursor: Cursor, { engine }: StatementContext): Plan {
  const localFile = parsePath(cursor);
  cursor.expect('INTO');
  const path = parsePath(cursor);
  const overwrite = cursor.take('OVERWRITE');
  cursor.expectEnd();
  const stored = engine.volumes.locate(path);
  if (!overwrite && existsSync(stored)) throw stagedFileExists(path);
  return told([...columns, { name: 'localFile', type: string }], () => [
    'PUT',
    engine.storage.presign('PUT', stored),
    new Map(uploadHeaders),
    localFile,
  ]);
}

/** `REMOVE '/Volumes/…'`; the cursor stands behind REMOVE. Without a local file: the driver would look for its path. */
export function planRemove(cursor: Cursor, { engine }: StatementContext): Plan {
  const stored = engine.volumes.locate(parsePath(cursor));
  cursor.expectEnd();
  return told(columns, () => ['REMOVE', engine.storage.presign('DELETE', stored), new Map()]);
}
