// The parts of the card of `mongo status`: facts, what is near its limit, the table of collections and their sizes.
import type { Chart, Fact, Finding, Table } from '../../../core/report.js';
import { groupedText, sizeText } from '../../../services/backups-restore/bytes.js';
import type { MongoSystem } from '../../../services/mongodb/admin-systems.js';
import type { MongoStatus } from '../../../services/mongodb/mongo-admin.js';
import { chartLabels } from '../../../services/notion/reading/words.js';
import { roughly } from '../../../services/sync/when.js';

/** Of connections and of the disk, per cent. */
const fullFrom = 80;
/** For a ping, milliseconds. (Runbook 4 "Metrics to Monitor": slow from 100 ms on) */
const slowPing = 100;
const mostRows = 100;
const mostBars = 20;

export interface Answered {
  system: MongoSystem;
  status: MongoStatus;
}

/** @param isOnly whether it needs no name before each fact */
export function statusFacts({ system, status }: Answered, isOnly: boolean): Fact[] {
  const { connections, disk, uptimeSeconds } = status;
  const facts = [
    { label: 'Version', value: status.version },
    {
      label: 'Runs for',
      value: uptimeSeconds === null ? 'not told' : roughly(uptimeSeconds * 1_000),
    },
    { label: 'Ping', value: `${status.pingMillis} ms` },
    {
      label: 'Connections',
      value: connections
        ? `${connections.current} of ${groupedText(connections.current + connections.available)}`
        : 'not told',
    },
    {
      label: 'Data',
      value: `${sizeText(status.dataBytes)}; ${sizeText(status.storageBytes)} on disk, ${sizeText(status.indexBytes)} of indexes`,
    },
    {
      label: 'Disk',
      value: disk
        ? `${sizeText(disk.usedBytes)} of ${sizeText(disk.totalBytes)} (${percent(disk.usedBytes, disk.totalBytes)} %)`
        : 'not told',
    },
  ];
  const { database } = system.mongodb;
  return isOnly
    ? [{ label: 'Database', value: `${database} of ${system.name}` }, ...facts]
    : facts.map(({ label, value }) => ({ label: `${database}: ${label}`, value }));
}

export function statusFindings(system: MongoSystem, status: MongoStatus): Finding[] {
  const { connections, disk, pingMillis } = status;
  const { database } = system.mongodb;
  const total = connections ? connections.current + connections.available : 0;
  return [
    ...(disk && percent(disk.usedBytes, disk.totalBytes) > fullFrom
      ? [
          {
            severity: 'bad' as const,
            title: `The disk of ${database} is ${percent(disk.usedBytes, disk.totalBytes)} % full`,
            evidence: `${sizeText(disk.totalBytes - disk.usedBytes)} free`,
            cause: 'Data, indexes, or old backups and logs on the same disk.',
            fix: 'Make room or enlarge it: MongoDB stops writing when it is full.',
            suggestion: {
              label: 'What can go',
              operation: 'service.clean',
              input: { system: system.name },
            },
          },
        ]
      : []),
    ...(connections && percent(connections.current, total) > fullFrom
      ? [
          {
            severity: 'warning' as const,
            title: `${database} uses ${percent(connections.current, total)} % of its connections`,
            evidence: `${connections.current} of ${total}`,
            cause: 'A client opens connections and keeps them, or its pool is too large.',
            fix: 'Set maxPoolSize in its URI (runbook notion-bot-api, "Connection Pooling"), or restart the service that leaks.',
            suggestion: {
              label: 'Restart the service',
              operation: 'service.restart',
              input: { system: system.name },
            },
          },
        ]
      : []),
    ...(pingMillis > slowPing
      ? [
          {
            severity: 'warning' as const,
            title: `${database} answers a ping only after ${pingMillis} ms`,
            evidence: `more than ${slowPing} ms`,
            cause: 'The server is busy, or the network between is slow.',
            fix: 'Look at the slowest queries.',
            suggestion: {
              label: 'Slow queries',
              operation: 'mongo.slow',
              input: { system: system.name },
            },
          },
        ]
      : []),
  ];
}

export function collectionTable({ system, status: { collections } }: Answered): Table {
  const rows = collections.toSorted((a, b) => b.bytes - a.bytes);
  return {
    title: `Collections of ${system.mongodb.database}`,
    columns: [
      { label: 'Collection' },
      { label: 'Documents', align: 'right' },
      { label: 'Size', align: 'right' },
      { label: 'Indexes', align: 'right' },
    ],
    rows: rows
      .slice(0, mostRows)
      .map(({ name, documents, bytes, indexes }) => [
        name,
        groupedText(documents),
        sizeText(bytes),
        String(indexes),
      ]),
    ...(rows.length > mostRows ? { more: `${rows.length - mostRows} more` } : {}),
  };
}

/** The largest collections; none without two. */
export function sizeChart({ system, status: { collections } }: Answered): Chart[] {
  const largest = collections.toSorted((a, b) => b.bytes - a.bytes).slice(0, mostBars);
  if (largest.length < 2) return [];
  return [
    {
      kind: 'bar',
      title: `${system.mongodb.database.slice(0, 25)}: collections, MB`,
      categories: chartLabels(largest.map(({ name }) => name)),
      series: [{ name: 'MB', values: largest.map(({ bytes }) => inMegabytes(bytes)) }],
    },
  ];
}

function inMegabytes(bytes: number): number {
  return Math.round((bytes / 1_048_576) * 100) / 100;
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 100) : 0;
}
