// What is wrong with the backups of a database: none of late, never proved, of an odd size, on this machine only.
// (Runbook 4 "Backup Best Practices": test restores monthly, off-site storage, monitor size trends)
import type { Finding } from '../../core/report.js';
import { sizeText } from '../backups-restore/bytes.js';
import { dayText, minuteText } from '../notion/reading/words.js';
import type { BackupTarget, MongoBackup, MongoBackups } from './backups.js';
import { isOf, nameOf } from './find-target.js';
import { sizeAgainst } from './odd-size.js';

const hour = 60 * 60_000;
/** Nightly ones are 24 h apart, and take a while. */
export const latestAfter = 26 * hour;
/** Monthly, and a few days to do it. */
const verifiedWithin = 35 * 24 * hour;

/** @param all of every database, newest first. @param now epoch milliseconds */
export function backupFindings(
  target: BackupTarget,
  all: readonly MongoBackup[],
  { oddSizePercent }: MongoBackups['policy'],
  now: number,
): Finding[] {
  const own = all.filter((backup) => isOf(target, backup));
  const name = nameOf(target);
  const backUp = { label: 'Back up now', operation: 'backup.now', input: { database: name } };
  const [newest] = own;
  if (!newest)
    return [
      {
        severity: 'bad',
        title: `${name} has no backup`,
        fix: 'Make one, and have it made every night.',
        suggestion: backUp,
      },
    ];
  const findings: Finding[] = [];
  if (now - newest.startedAt > latestAfter)
    findings.push({
      severity: 'bad',
      title: `${name} has no backup of the last day`,
      evidence: `The newest is of ${minuteText(newest.startedAt)} UTC.`,
      cause: 'The nightly backup is paused or fails.',
      fix: 'Make one now, then look at the schedules.',
      suggestion: backUp,
    });
  findings.push(...unproved(name, newest, own, now));
  const size = sizeAgainst(newest, all, oddSizePercent);
  if (size?.isOdd === true)
    findings.push({
      severity: 'warning',
      title: `The newest backup of ${name} has an odd size`,
      evidence: `${sizeText(newest.bytes)}; the middle of those before it is ${sizeText(Math.round(size.middle))}.`,
      cause: 'Data is missing, or something writes far more than before.',
      fix: 'Compare the counts of its collections before you trust it.',
      suggestion: {
        label: 'Look at MongoDB',
        operation: 'mongo.status',
        input: { system: target.system },
      },
    });
  if (newest.isOffsite === false)
    findings.push({
      severity: 'warning',
      title: `The newest backup of ${name} is on this machine only`,
      evidence: 'The command that copies it off-site failed.',
      fix: 'Correct backups.offsite in ppm.config.yaml; then make another one.',
      suggestion: backUp,
    });
  return findings;
}

function unproved(
  name: string,
  newest: MongoBackup,
  own: readonly MongoBackup[],
  now: number,
): Finding[] {
  const last = Math.max(...own.map(({ verifiedAt }) => verifiedAt ?? 0));
  if (now - last <= verifiedWithin) return [];
  return [
    {
      severity: 'warning',
      title:
        last === 0
          ? `No backup of ${name} was ever proved`
          : `No backup of ${name} was proved in the last 35 days`,
      ...(last === 0 ? {} : { evidence: `The last time was on ${dayText(last)}.` }),
      fix: 'Restore the newest into a scratch database and compare.',
      suggestion: {
        label: 'Verify the newest',
        operation: 'backup.verify',
        input: { name: newest.name },
      },
    },
  ];
}
