// Backups as tables and charts.
import type { Chart, Table } from '../../core/report.js';
import { groupedText, sizeText } from '../backups-restore/bytes.js';
import { chartLabels, dayText, minuteText } from '../notion/reading/words.js';
import type { MongoBackup, MongoBackups } from './backups.js';
import { nameOf } from './find-target.js';

const mostRows = 50;
const mostPoints = 20;

/** @param all newest first */
export function backupTable(all: readonly MongoBackup[], kept: MongoBackups['kept']): Table {
  const shown = all.slice(0, mostRows);
  const reasons = new Map(byPlace(all).flatMap(([, own]) => [...kept(own)]));
  return {
    title: 'MongoDB',
    columns: [
      { label: 'Name' },
      { label: 'When (UTC)' },
      { label: 'Size', align: 'right' },
      { label: 'Documents', align: 'right' },
      { label: 'Collections', align: 'right' },
      { label: 'Verified' },
      { label: 'Off-site' },
      { label: 'Kept as' },
    ],
    rows: shown.map((backup) => [
      backup.name,
      minuteText(backup.startedAt),
      sizeText(backup.bytes),
      groupedText(backup.collections.reduce((sum, { documents }) => sum + documents, 0)),
      String(backup.collections.length),
      backup.verifiedAt === null ? 'no' : dayText(backup.verifiedAt),
      backup.isOffsite === true ? 'yes' : backup.isOffsite === false ? 'failed' : 'no',
      keptText(backup, reasons.get(backup.name) ?? []),
    ]),
    ...(all.length > mostRows ? { more: `${all.length - mostRows} older ones` } : {}),
  };
}

/** What says most: a day old it is young in any case. */
function keptText({ reason, label }: MongoBackup, reasons: readonly string[]): string {
  const lasting = reasons.filter((one) => one !== 'young' && one !== 'newest');
  const shown = lasting.length > 0 ? lasting : reasons;
  if (shown.length === 0) return 'goes next';
  return reason === 'safety' && label !== null ? `${shown.join(', ')}: ${label}` : shown.join(', ');
}

/** One for each database with two or more, oldest first; three at most. */
export function sizeCharts(all: readonly MongoBackup[]): Chart[] {
  return byPlace(all)
    .map(([name, own]) => ({ name, own: own.slice(0, mostPoints).toReversed() }))
    .filter(({ own }) => own.length >= 2)
    .slice(0, 3)
    .map(({ name, own }) => {
      const isLarge = own.some(({ bytes }) => bytes >= 1_024 ** 2);
      const unit = isLarge ? 1_024 ** 2 : 1_024;
      const times = own.map(({ startedAt }) => minuteText(startedAt).slice(5));
      return {
        kind: 'line',
        title: `${name.slice(0, 36)}: size in ${isLarge ? 'MB' : 'KB'}`,
        categories: chartLabels(times),
        series: [
          { name: 'Size', values: own.map(({ bytes }) => Math.round((bytes / unit) * 100) / 100) },
        ],
      };
    });
}

function byPlace(all: readonly MongoBackup[]): [string, MongoBackup[]][] {
  return [...new Set(all.map(nameOf))].map((name) => [
    name,
    all.filter((backup) => nameOf(backup) === name),
  ]);
}
