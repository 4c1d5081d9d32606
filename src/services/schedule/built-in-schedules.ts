// What runs by itself without a word in ppm.config.yaml, as the runbooks have it. (operations.md, "Schedules (defaults)";
// runbook 1 "Morning Health Check", "Monthly Access Review"; runbook 2 "Monitoring Integration"; runbook 3 "Regular Health Checks",
// "Backup Strategy"; runbook 5 "Weekly Maintenance Tasks")
import type { Schedule } from './schedule.js';

/** The one that asks for the morning report. */
export const morningSchedule = 'daily-health';

/** Work of the bot's own that no person can ask for. */
export const internalOperations = ['health.probe'] as const;
export type InternalOperation = (typeof internalOperations)[number];

export type BuiltIn = Omit<Schedule, 'name' | 'timeZone' | 'channel'> & {
  /** Left out where ppm.config.yaml names no Notion database, or no MongoDB database. */
  needs?: 'notion' | 'mongodb';
};

const report = (cron: string, which: string): BuiltIn => ({
  cron,
  operation: 'report',
  input: { which },
  post: 'always',
  missed: 'run',
});

/** By name. One whose operation does not exist is left out. */
export const builtInSchedules: Readonly<Record<string, BuiltIn>> = {
  'component-probes': {
    cron: '*/5 * * * *',
    operation: 'health.probe' satisfies InternalOperation,
    input: {},
    post: 'never',
    missed: 'report',
  },
  'notion-backup': {
    cron: '0 2 * * *',
    operation: 'notion.backup',
    input: {},
    post: 'problems',
    missed: 'run',
    needs: 'notion',
  },
  'mongodb-backup': {
    cron: '0 2 * * *',
    operation: 'backup.now',
    input: {},
    post: 'problems',
    missed: 'run',
    needs: 'mongodb',
  },
  'backup-verify': {
    cron: '30 3 1 * *',
    operation: 'backup.verify',
    input: {},
    post: 'problems',
    missed: 'run',
    needs: 'mongodb',
  },
  'state-backup': {
    cron: '0 3 * * 0',
    operation: 'backup.config',
    input: {},
    post: 'problems',
    missed: 'run',
  },
  'cleanup-proposal': {
    cron: '45 9 * * 1',
    operation: 'cleanup.preview',
    input: {},
    post: 'always',
    missed: 'report',
  },
  [morningSchedule]: report('0 9 * * *', 'morning'),
  'evening-summary': report('0 17 * * *', 'evening'),
  'weekly-report': report('30 9 * * 1', 'weekly'),
  'schema-validation': {
    cron: '0 10 * * 1',
    operation: 'notion.schema',
    input: {},
    post: 'problems',
    missed: 'run',
    needs: 'notion',
  },
  'security-audit': {
    cron: '0 11 * * 1',
    operation: 'security.audit',
    input: {},
    post: 'problems',
    missed: 'run',
  },
  'monthly-report': report('30 9 1 * *', 'monthly'),
  'access-review': {
    cron: '0 10 1 * *',
    operation: 'access.review',
    input: {},
    post: 'always',
    missed: 'run',
  },
  'quarterly-report': report('30 10 1 1,4,7,10 *', 'quarterly'),
  'capacity-review': {
    cron: '45 10 1 1,4,7,10 *',
    operation: 'capacity',
    input: {},
    post: 'always',
    missed: 'run',
  },
};
