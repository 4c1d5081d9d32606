// What a restore would do, and what it takes; nothing in it that changes by itself. (Runbook 4 "Restore from Backup")
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PlanOf } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import type { MongoBackup } from '../backups/backups.js';
import type { Context } from '../context.js';
import type { MongoStatus } from '../mongodb/mongo-admin.js';
import { counted } from '../notion/reading/words.js';
import { stamp } from '../sync/when.js';
import { systemNamed, type System } from '../systems/systems.js';
import { groupedText, roughCount, sizeText } from './bytes.js';
import { backupNamed, targetOf, whereOf } from './configured-target.js';
import { sizeOfShape } from './differences.js';
import { startButton } from './writers-hold.js';

export const restoreData = z.object({
  system: z.string(),
  database: z.string(),
  environment: z.string(),
  /** Of its URI. */
  setting: z.string(),
  backup: z.string(),
  /** Of the safety backup; the same request gives the same one. */
  label: z.string(),
  /** Its service can be stopped and started. */
  stops: z.boolean(),
});
export type RestoreData = z.infer<typeof restoreData>;

/** @throws Problem invalid_input for another name, not_possible where there is no room or no program */
export async function planRestore(
  name: string,
  context: Pick<Context, 'mongoBackups' | 'mongoAdmin' | 'systems' | 'requestId' | 'signal'>,
): Promise<PlanOf<RestoreData>> {
  const { mongoBackups, mongoAdmin, systems, requestId, signal } = context;
  const backup = await backupNamed(mongoBackups, name);
  const target = targetOf(mongoBackups, backup);
  const system = systemNamed(systems, target.system);
  await mongoBackups.check(target, signal);
  const status = await mongoAdmin.status(whereOf(target), signal);
  assertRoom(backup, status);
  const stops = system.service?.stop !== undefined && system.service.start !== undefined;
  const label = `before-${createHash('sha256').update(requestId).digest('hex').slice(0, 12)}`;
  const { database } = target;
  return {
    target: database,
    environment: target.environment,
    headline: `Restore ${database} (${system.name}) to the backup of ${stamp(backup.startedAt)}`,
    facts: factsOf(backup, system, stops),
    changes: changesOf(backup, status),
    warnings: warningsOf(backup, status, { system, stops }),
    steps: stepsOf({ backup: backup.name, database, system: system.name, label, stops }),
    undo: `Restores the safety backup ${label}, which is made first; what is written after this restore is lost then.`,
    next: [
      { label: 'Health', operation: 'health', input: { system: system.name } },
      ...(system.sync
        ? [{ label: 'Sync now', operation: 'sync', input: { system: system.name } }]
        : []),
    ],
    mend: [
      restoreButton(label),
      ...(stops ? [startButton(system.name)] : []),
      { label: 'Health', operation: 'health', input: { system: system.name } },
    ],
    guard: {
      'checksum of the backup': backup.sha256,
      'collections there': status.collections.map(({ name: one }) => one).toSorted(),
    },
    data: {
      system: system.name,
      database,
      environment: target.environment,
      setting: target.setting,
      backup: backup.name,
      label,
      stops,
    },
  };
}

export function restoreButton(label: string) {
  return {
    label: 'Restore what was there before',
    operation: 'backup.restore',
    input: { name: label },
  };
}

/** The collections are dropped one by one as they are restored: at most the whole comes beside what is there. */
function assertRoom(backup: MongoBackup, { disk, storageBytes }: MongoStatus): void {
  if (!disk) return;
  const free = disk.totalBytes - disk.usedBytes;
  if (backup.dataBytes <= free + storageBytes) return;
  throw new Problem(
    'not_possible',
    `${backup.name} holds ${sizeText(backup.dataBytes)}; the disk of MongoDB has ${sizeText(free)} free.`,
    'Make room on that disk, then ask again.',
    { field: 'name' },
  );
}

function factsOf(backup: MongoBackup, { name }: System, stops: boolean) {
  return [
    { label: 'Backup', value: backup.name, mono: true },
    { label: 'Made', value: `${stamp(backup.startedAt)}, ${backup.reason}` },
    { label: 'Size', value: `${sizeText(backup.bytes)}; data ${sizeText(backup.dataBytes)}` },
    { label: 'In it', value: sizeOfShape(backup.collections) },
    {
      label: 'Verified',
      value: backup.verifiedAt === null ? 'never' : stamp(backup.verifiedAt),
    },
    { label: 'Meanwhile', value: `syncs of ${name} paused${stops ? ', its service stopped' : ''}` },
  ];
}

function changesOf({ collections }: MongoBackup, status: MongoStatus) {
  return collections.map(({ name, documents }) => {
    const now = status.collections.find((one) => one.name === name);
    return {
      label: name,
      before: now ? `${roughCount(now.documents)} documents` : 'not there',
      after: `${groupedText(documents)} ${documents === 1 ? 'document' : 'documents'}`,
    };
  });
}

function warningsOf(
  backup: MongoBackup,
  status: MongoStatus,
  { system, stops }: { system: System; stops: boolean },
): string[] {
  const inIt = new Set(backup.collections.map(({ name }) => name));
  const others = status.collections.map(({ name }) => name).filter((name) => !inIt.has(name));
  const dependents = system.service?.dependents ?? [];
  return [
    ...(backup.verifiedAt === null
      ? [
          `WARNING: this backup was never verified, so nobody knows that it can be restored. First: backup verify ${backup.name}`,
        ]
      : []),
    `Everything written since ${stamp(backup.startedAt)} is lost; the safety backup keeps it.`,
    'The counts of what is there now are rounded: they change while the plan waits.',
    ...(others.length > 0
      ? [
          `${counted(others.length, 'collection')} not in the backup ${others.length === 1 ? 'stays' : 'stay'} as now: ${others.slice(0, 10).join(', ')}${others.length > 10 ? ' …' : ''}.`,
        ]
      : []),
    ...(stops
      ? []
      : [
          `ppm.config.yaml has no service.stop and service.start for ${system.name}: stop by hand what writes to ${backup.database}. While somebody writes, nothing is restored.`,
        ]),
    ...(stops && dependents.length > 0
      ? [`While its service is stopped, these notice: ${dependents.join(', ')}.`]
      : []),
    ...(backup.isEncrypted ? [] : ['The backup is not encrypted.']),
  ];
}

function stepsOf(of: Pick<RestoreData, 'backup' | 'database' | 'system' | 'label' | 'stops'>) {
  const { backup, database, system, label, stops } = of;
  return [
    { id: 'inspect', title: `Read ${backup} to its end: size, checksum, whole` },
    { id: 'pause', title: `Pause the syncs of ${system}` },
    ...(stops ? [{ id: 'stop', title: `Stop the service of ${system}` }] : []),
    { id: 'quiet', title: `See that nobody writes to ${database}` },
    { id: 'safety', title: `Back up ${database} as it is now (${label})` },
    { id: 'restore', title: `mongorestore --drop ${database}` },
    { id: 'compare', title: 'Compare counts and indexes with the backup' },
    ...(stops ? [{ id: 'start', title: `Start the service of ${system}` }] : []),
    { id: 'resume', title: `Resume the syncs of ${system}` },
  ];
}
