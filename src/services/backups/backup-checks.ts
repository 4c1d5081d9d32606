// What proves that a backup was made as it should be: it can be read back, it is off-site, and its size is no surprise.
import type { Check } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import { sizeText } from '../backups-restore/bytes.js';
import type { MongoBackup, MongoBackups } from './backups.js';
import { contentText } from './describe.js';
import { nameOf } from './find-target.js';
import { sizeAgainst } from './odd-size.js';

/** @param backup null where there is none, which fails */
export async function checksOf(
  place: { system: string; database: string },
  backup: MongoBackup | null,
  context: { mongoBackups: MongoBackups; run: string; signal: AbortSignal },
): Promise<Check[]> {
  const name = nameOf(place);
  if (!backup)
    return [{ name: `${name} is backed up`, ok: false, expected: 'a backup', actual: 'none' }];
  const { mongoBackups } = context;
  return [
    await readBack(name, backup, context),
    ...(backup.isOffsite === null
      ? []
      : [
          {
            name: `${name} is off-site`,
            ok: backup.isOffsite,
            expected: 'a copy',
            actual: backup.isOffsite
              ? 'a copy'
              : 'the command for it failed; its words are in the thread',
          },
        ]),
    ...sizeCheck(name, backup, await mongoBackups.list(place.database), mongoBackups.policy),
  ];
}

async function readBack(
  name: string,
  backup: MongoBackup,
  { mongoBackups, run, signal }: { mongoBackups: MongoBackups; run: string; signal: AbortSignal },
): Promise<Check> {
  const expected = `${contentText(backup)}, sha256 ${backup.sha256.slice(0, 12)}`;
  const check = { name: `${name} can be read back`, expected };
  try {
    await mongoBackups.inspect(backup, { run, signal, tell: () => undefined });
    return { ...check, ok: true, actual: expected };
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return { ...check, ok: false, actual: error.message };
  }
}

function sizeCheck(
  name: string,
  backup: MongoBackup,
  all: readonly MongoBackup[],
  { oddSizePercent }: MongoBackups['policy'],
): Check[] {
  const size = sizeAgainst(backup, all, oddSizePercent);
  if (!size) return [];
  return [
    {
      name: `${name} is about as large as before`,
      ok: !size.isOdd,
      expected: `${sizeText(Math.round(size.middle))}, within ${oddSizePercent} %`,
      actual: sizeText(backup.bytes),
    },
  ];
}
