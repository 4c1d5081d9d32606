// Proving a backup: it is restored into a scratch database, compared with its manifest, and the scratch database is dropped.
// (Runbook 4 "Backup Best Practices": test the restore procedure monthly)
import { z } from 'zod';
import type { PlanOf } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import type { MongoBackup, MongoBackups } from '../backups/backups.js';
import type { Context } from '../context.js';
import { stamp } from '../sync/when.js';
import { sizeText } from './bytes.js';
import { backupNamed, databaseGiven, targetOf, whereOf } from './configured-target.js';
import { sizeOfShape } from './differences.js';
import { scratchPrefix } from './scratch.js';

export const verifyData = z.object({
  backup: z.string(),
  database: z.string(),
  /** Of the URI of its server. */
  setting: z.string(),
});
export type VerifyData = z.infer<typeof verifyData>;

/** @throws Problem invalid_input for names that are none, not_possible where there is no backup, program or room */
export async function planVerify(
  input: { name?: string | undefined; database?: string | undefined },
  { mongoBackups, mongoAdmin, signal }: Pick<Context, 'mongoBackups' | 'mongoAdmin' | 'signal'>,
): Promise<PlanOf<VerifyData>> {
  const backup = await which(input, mongoBackups);
  const target = targetOf(mongoBackups, backup);
  await mongoBackups.check(target, signal);
  const { disk } = await mongoAdmin.status(whereOf(target), signal);
  const free = disk ? disk.totalBytes - disk.usedBytes : null;
  if (free !== null && free < backup.dataBytes)
    throw new Problem(
      'not_possible',
      `${backup.name} holds ${sizeText(backup.dataBytes)}; the disk of MongoDB has ${sizeText(free)} free.`,
      'Make room on that disk, then ask again.',
      { field: 'name' },
    );
  return {
    target: `verification of ${backup.name}`,
    environment: target.environment,
    headline: `Verify ${backup.name}: restore it into a scratch database and compare`,
    facts: [
      { label: 'Made', value: `${stamp(backup.startedAt)}, ${backup.reason}` },
      { label: 'Size', value: `${sizeText(backup.bytes)}; data ${sizeText(backup.dataBytes)}` },
      { label: 'In it', value: sizeOfShape(backup.collections) },
      {
        label: 'Verified before',
        value: backup.verifiedAt === null ? 'never' : stamp(backup.verifiedAt),
      },
    ],
    changes: [],
    warnings:
      free === null
        ? ['MongoDB does not say how much room its disk has: look that the data fits once more.']
        : [],
    steps: [
      { id: 'inspect', title: 'Read the file to its end: size, checksum, whole' },
      { id: 'restore', title: `Restore it into a scratch database ${scratchPrefix}…` },
      { id: 'compare', title: 'Compare counts and indexes with the backup' },
      { id: 'drop', title: 'Drop the scratch database' },
    ],
    undo: 'Nothing to take back: the scratch database is dropped.',
    next: [{ label: 'Backups', operation: 'backups', input: {} }],
    mend: [
      { label: 'Back up now', operation: 'backup.now', input: { database: target.database } },
      { label: 'Backups', operation: 'backups', input: {} },
    ],
    guard: { 'checksum of the backup': backup.sha256 },
    data: { backup: backup.name, database: target.database, setting: target.setting },
  };
}

/** By its name; else the newest that was never verified, and where all were the one whose proof is the oldest. */
async function which(
  { name, database }: { name?: string | undefined; database?: string | undefined },
  backups: MongoBackups,
): Promise<MongoBackup> {
  const given = databaseGiven(backups, database);
  if (name !== undefined) {
    const named = await backupNamed(backups, name);
    if (!given || given.database === named.database) return named;
    throw new Problem(
      'invalid_input',
      `${named.name} is a backup of ${named.database}, not of ${given.database}.`,
      'Leave one of the two out.',
      { field: 'database' },
    );
  }
  const known = new Set(backups.targets.map((one) => one.database));
  const all = (await backups.list(given?.database)).filter((one) => known.has(one.database));
  const [next] = all.toSorted((a, b) => (a.verifiedAt ?? -Infinity) - (b.verifiedAt ?? -Infinity));
  if (next) return all.find(({ verifiedAt }) => verifiedAt === null) ?? next;
  throw new Problem(
    'not_possible',
    `There is no backup${given ? ` of ${given.database}` : ''} to verify.`,
    'Make one first: backup now',
    {
      suggestions: [
        {
          label: 'Back up now',
          operation: 'backup.now',
          input: given ? { database: given.database } : {},
        },
      ],
    },
  );
}
