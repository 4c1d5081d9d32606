// `backups`: what there is of MongoDB, Notion and the bot itself, how large, and when it was last proved. (Runbook 4 "Backup
// Best Practices")
import { z } from 'zod';
import type { Fact, Finding, Report, Table } from '../../core/report.js';
import { backupFindings } from '../../services/backups/backup-findings.js';
import { backupTable, sizeCharts } from '../../services/backups/backup-tables.js';
import type { BackupTarget } from '../../services/backups/backups.js';
import { stateText } from '../../services/backups/describe.js';
import { isOf, targetsNamed } from '../../services/backups/find-target.js';
import { defineQuery, type Context } from '../../services/context.js';
import { sizeOf } from '../../services/notion/backups/back-up.js';
import { minuteText } from '../../services/notion/reading/words.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import { databasesOf } from '../../services/systems/systems.js';

/** The bot's own is made on Sundays. */
const stateAfter = 8 * 24 * 60 * 60_000;

export const backups = defineQuery({
  id: 'backups',
  family: 'Backups',
  summary: 'The backups there are: size, age, when they were last proved',
  runbook: 'notion-bot-api#backup-best-practices',
  examples: ['backups', 'backups notion_bot'],
  args: ['database'],
  input: z.object({
    database: z
      .string()
      .min(1)
      .max(130)
      .optional()
      .describe('Only of this MongoDB database, or its system'),
  }),
  async read({ database }, context) {
    const { mongoBackups, now } = context;
    const { policy, targets } = mongoBackups;
    // Without a word about which one, having none is an answer too.
    const meant =
      targets.length === 0 && database === undefined ? [] : targetsNamed(targets, database);
    const everything = await mongoBackups.list();
    const shown =
      database === undefined
        ? everything
        : everything.filter((backup) => meant.some((target) => isOf(target, backup)));
    const others =
      database === undefined ? await othersOf(context) : { findings: [], facts: [], tables: [] };
    const findings = [
      ...meant.flatMap((target) => backupFindings(target, everything, policy, now())),
      ...others.findings,
    ];
    return {
      status: statusOf(findings),
      headline: headlineOf(meant, shown.length, findings),
      facts: [
        { label: 'Where', value: mongoBackups.directory, mono: true },
        { label: 'Encrypted', value: policy.isEncrypting ? 'yes' : 'no' },
        { label: 'Off-site copy', value: policy.isOffsite ? 'yes' : 'no' },
        ...others.facts,
      ],
      findings: [...findings, ...(meant.length > 0 ? localOnly(policy.isOffsite) : [])],
      tables: [
        ...(shown.length > 0 ? [backupTable(shown, (some) => mongoBackups.kept(some))] : []),
        ...others.tables,
      ],
      charts: sizeCharts(shown.filter(({ reason }) => reason !== 'safety')),
      notes: [
        'mongodump reads one collection after another: what is written meanwhile may be in one and not in the next.',
      ],
    };
  },
});

function statusOf(findings: readonly Finding[]): Report['status'] {
  if (findings.some(({ severity }) => severity === 'bad')) return 'bad';
  return findings.length > 0 ? 'warning' : 'good';
}

function headlineOf(
  targets: readonly BackupTarget[],
  count: number,
  findings: readonly Finding[],
): string {
  const [first] = findings;
  if (first)
    return findings.length === 1
      ? first.title
      : `${first.title}, and ${findings.length - 1} more to look at`;
  if (targets.length === 0) return 'No MongoDB database is configured for backups';
  return `${count} MongoDB ${count === 1 ? 'backup' : 'backups'}, all as they should be`;
}

function localOnly(isOffsite: boolean): Finding[] {
  if (isOffsite) return [];
  return [
    {
      severity: 'info',
      title: 'Backups stay on the machine that they are for',
      fix: 'Set backups.offsite in ppm.config.yaml to a command that copies them: aws s3 cp, gsutil cp.',
    },
  ];
}

/** Notion's databases and the bot itself, in short. */
async function othersOf(
  context: Context,
): Promise<{ findings: Finding[]; facts: Fact[]; tables: Table[] }> {
  const { notionBackups, now, stateBackups, systems } = context;
  const [newestState] = await stateBackups.list();
  const rows = await Promise.all(
    databasesOf(systems).map(async (database) => {
      const [newest] = await notionBackups.list(fullName(database));
      return [
        fullName(database),
        newest ? minuteText(newest.startedAt) : 'none',
        newest ? sizeOf(newest) : '',
      ];
    }),
  );
  const columns = [{ label: 'Database' }, { label: 'Newest (UTC)' }, { label: 'Holds' }];
  return {
    facts: [
      {
        label: 'The bot itself',
        value: newestState
          ? `${minuteText(newestState.startedAt)} UTC, ${stateText(newestState)}`
          : 'none',
      },
    ],
    findings:
      newestState && now() - newestState.startedAt <= stateAfter
        ? []
        : [
            {
              severity: 'warning',
              title: "The bot's own memory has no backup of the last week",
              suggestion: { label: 'Back it up', operation: 'backup.config', input: {} },
            },
          ],
    tables: rows.length === 0 ? [] : [{ title: 'Notion', columns, rows: rows.slice(0, 100) }],
  };
}
