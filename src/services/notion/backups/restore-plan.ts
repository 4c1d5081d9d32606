// What a restore would do, in numbers and with a few names, and the proof that it did.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Check } from '../../../core/operation.js';
import type { PlanOf } from '../../../core/plan.js';
import { Problem } from '../../../core/problem.js';
import type { Database } from '../../systems/systems.js';
import type { DataSource } from '../notion.js';
import { counted } from '../reading/words.js';
import { fullName, nameOf } from '../writing/page-place.js';
import type { Copy } from '../writing/recreations.js';
import { sizeOf } from './back-up.js';
import type { Backup } from './backups.js';
import type { Comparison } from './compare.js';

export const restoreData = z.object({
  database: z.string(),
  dataSource: z.string(),
  backup: z.string(),
  /** Names the safety backup; the same state gives the same one. */
  label: z.string(),
  recreateGone: z.boolean(),
});
export type RestoreData = z.infer<typeof restoreData>;

/** Named on the card at most. */
const mostNamed = 5;

export interface Summary {
  pages: number;
  outOfTrash: number;
  intoTrash: number;
  /** Pages that differ, by property. */
  byProperty: Map<string, number>;
  /** The first few, for people. */
  named: string[];
  /** Changes when any of these pages is edited. */
  hash: string;
}

export async function summaryOf(comparison: Comparison): Promise<Summary> {
  const hash = createHash('sha256');
  const summary = {
    pages: 0,
    outOfTrash: 0,
    intoTrash: 0,
    byProperty: new Map<string, number>(),
    named: [] as string[],
  };
  for await (const { page, saved, editedAt, settings, trash } of comparison.differences()) {
    summary.pages += 1;
    summary.outOfTrash += trash === 'out' ? 1 : 0;
    summary.intoTrash += trash === 'into' ? 1 : 0;
    for (const { name } of settings)
      summary.byProperty.set(name, (summary.byProperty.get(name) ?? 0) + 1);
    if (summary.named.length < mostNamed) summary.named.push(nameOf(saved));
    hash.update(`${page} ${editedAt} ${trash}\n`);
  }
  for (const id of comparison.gone.toSorted()) hash.update(`gone ${id}\n`);
  return { ...summary, hash: hash.digest('hex') };
}

/** @throws Problem not_possible when there is nothing to restore */
export function restorePlan({
  database,
  backup,
  source,
  comparison,
  summary,
  recreateGone,
}: {
  database: Database;
  backup: Backup;
  source: DataSource;
  comparison: Comparison;
  summary: Summary;
  recreateGone: boolean;
}): PlanOf<RestoreData> {
  const name = fullName(database);
  const { gone, moved, later, lost } = comparison;
  const anew = recreateGone ? gone.length : 0;
  if (summary.pages + anew === 0)
    throw new Problem(
      'not_possible',
      `${name} is as it was in the backup ${backup.name}: there is nothing to restore.`,
      gone.length === 0
        ? 'Choose an earlier time.'
        : `${counted(gone.length, 'page')} of it can only be made anew: --recreate-gone.`,
    );
  const after = `as in the backup of ${new Date(backup.startedAt).toISOString()}`;
  return {
    target: name,
    environment: database.environment,
    headline: `Restore ${source.title} (${name}) to the backup of ${new Date(backup.startedAt).toISOString()}`,
    facts: [
      { label: 'Backup', value: `${backup.name}: ${sizeOf(backup)}` },
      { label: 'Pages that differ', value: String(summary.pages) },
      { label: 'First of them', value: summary.named.join(', ') || 'none' },
      { label: 'To come out of the trash', value: String(summary.outOfTrash) },
      { label: 'To go back into the trash', value: String(summary.intoTrash) },
      { label: 'Gone for good', value: String(gone.length) },
    ],
    changes: [
      ...source.properties.flatMap(({ name: property }) => {
        const count = summary.byProperty.get(property);
        if (count === undefined) return [];
        return [{ label: property, before: `${counted(count, 'page')} with another value`, after }];
      }),
      ...(anew === 0
        ? []
        : [
            {
              label: 'Gone pages',
              before: counted(anew, 'page'),
              after: 'made anew, with new ids',
            },
          ]),
    ],
    warnings: [
      ...(gone.length > 0 && !recreateGone
        ? [
            `${counted(gone.length, 'page')} can't get the old id back: --recreate-gone makes them anew.`,
          ]
        : []),
      ...(moved.length > 0
        ? [`${counted(moved.length, 'page')} moved to another database and stay there.`]
        : []),
      ...[...lost].map(([property, why]) => `${property} is not restored: ${why}.`),
      ...(backup.complete
        ? []
        : ['This backup is not complete: long lists of references are cut in it.']),
      'Uploaded files, computed properties and the text inside the pages are not restored.',
      `Edits made since the backup are lost in these pages; the safety backup keeps them.${later > 0 ? ' Pages that came later are left alone.' : ''}`,
    ],
    steps: [
      { id: 'safety', title: `Back up ${name} as it is now` },
      { id: 'restore', title: `Put back ${counted(summary.pages, 'page')}` },
      ...(recreateGone
        ? [{ id: 'recreate', title: `Make ${counted(gone.length, 'page')} anew` }]
        : []),
    ],
    undo: 'Restores the safety backup that is made first. Pages that were made anew stay.',
    guard: { 'backup checksum': backup.sha256, 'pages that would change': summary.hash },
    data: {
      database: name,
      dataSource: source.id,
      backup: backup.name,
      label: `before-${createHash('sha256').update(`${backup.sha256} ${summary.hash}`).digest('hex').slice(0, 12)}`,
      recreateGone,
    },
  };
}

export function restoreChecks(
  data: RestoreData,
  after: {
    summary: Summary;
    gone: readonly string[];
    copies: ReadonlyMap<string, Copy>;
    hasSafety: boolean;
  },
): Check[] {
  const { summary, copies, hasSafety } = after;
  const missing = after.gone.filter((id) => !copies.get(id)?.page).length;
  return [
    {
      name: 'Pages that differ from the backup',
      ok: summary.pages === 0,
      expected: '0',
      actual: summary.pages === 0 ? '0' : `${summary.pages}: ${summary.named.join(', ')}`,
    },
    {
      name: 'The safety backup is there',
      ok: hasSafety,
      expected: data.label,
      actual: hasSafety ? data.label : 'none',
    },
    ...(data.recreateGone
      ? [
          {
            name: 'Gone pages were made anew',
            ok: missing === 0,
            expected: 'all',
            actual: missing === 0 ? 'all' : `${missing} are missing`,
          },
        ]
      : []),
  ];
}
