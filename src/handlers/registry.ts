// Every operation there is, once. test/rules holds the folders against this list.
import type { Operation } from '../core/operation.js';
import type { Context } from '../services/context.js';
import { token } from './access/token.js';
import { audit } from './audit/audit.js';
import { auditExport } from './audit/audit-export.js';
import { auditVerify } from './audit/audit-verify.js';
import { env } from './look/env.js';
import { help } from './look/help.js';
import { status } from './look/status.js';
import { notionAccess } from './notion/notion-access.js';
import { notionDuplicatesArchive } from './notion/notion-duplicates-archive.js';
import { notionDuplicates } from './notion/notion-duplicates.js';
import { notionPageRestore } from './notion/notion-page-restore.js';
import { notionPerformance } from './notion/notion-performance.js';
import { notionSchemaFix } from './notion/notion-schema-fix.js';
import { notionSchema } from './notion/notion-schema.js';
import { notionStale } from './notion/notion-stale.js';
import { notionVelocity } from './notion/notion-velocity.js';
import { notionBackup } from './notion/notion-backup.js';
import { notionPageCreate } from './notion/notion-page-create.js';
import { notionPageStatus } from './notion/notion-page-status.js';
import { notionPageTrash } from './notion/notion-page-trash.js';
import { notionPageUpdate } from './notion/notion-page-update.js';
import { notionRecreate } from './notion/notion-recreate.js';
import { notionRestore } from './notion/notion-restore.js';
import { notionWebhook } from './notion/notion-webhook.js';
import { taskShow } from './task/task-show.js';
import { approvals } from './runs/approvals.js';
import { approve } from './runs/approve.js';
import { cancel } from './runs/cancel.js';
import { deny } from './runs/deny.js';
import { undo } from './runs/undo.js';
import { diagnose } from './look/diagnose.js';
import { freshness } from './look/freshness.js';
import { sync } from './sync/sync.js';
import { syncPause } from './sync/sync-pause.js';
import { syncResume } from './sync/sync-resume.js';
import { syncStatus } from './sync/sync-status.js';
import { syncUnlock } from './sync/sync-unlock.js';
import { watermarks } from './sync/watermarks.js';
import { watermarksReset } from './sync/watermarks-reset.js';
import { tableHistory } from './table/table-history.js';
import { tablePreview } from './table/table-preview.js';
import { tableRestore } from './table/table-restore.js';
import { alertAck } from './alerts/alert-ack.js';
import { alertShow } from './alerts/alert-show.js';
import { alertSilence } from './alerts/alert-silence.js';
import { alertUnsilence } from './alerts/alert-unsilence.js';
import { alerts } from './alerts/alerts.js';
import { incidentAck } from './incidents/incident-ack.js';
import { incidentAssign } from './incidents/incident-assign.js';
import { incidentChecklist } from './incidents/incident-checklist.js';
import { incidentEscalate } from './incidents/incident-escalate.js';
import { incidentLead } from './incidents/incident-lead.js';
import { incidentLink } from './incidents/incident-link.js';
import { incidentList } from './incidents/incident-list.js';
import { incidentNote } from './incidents/incident-note.js';
import { incidentOpen } from './incidents/incident-open.js';
import { incidentPostmortemFile } from './incidents/incident-postmortem-file.js';
import { incidentPostmortem } from './incidents/incident-postmortem.js';
import { incidentReopen } from './incidents/incident-reopen.js';
import { incidentResolve } from './incidents/incident-resolve.js';
import { incidentReview } from './incidents/incident-review.js';
import { incidentSeverity } from './incidents/incident-severity.js';
import { incidentShow } from './incidents/incident-show.js';
import { incidentUpdate } from './incidents/incident-update.js';
import { breakGlass } from './runs/break-glass.js';
import { oncallEnd } from './oncall/oncall-end.js';
import { oncallOverride } from './oncall/oncall-override.js';
import { oncall } from './oncall/oncall.js';
import { maintenanceEnd } from './maintenance/maintenance-end.js';
import { maintenanceSchedule } from './maintenance/maintenance-schedule.js';
import { maintenanceStart } from './maintenance/maintenance-start.js';
import { maintenance } from './maintenance/maintenance.js';
import { health } from './look/health.js';
import { logs } from './look/logs.js';
import { metrics } from './look/metrics.js';
import { schedule } from './schedule/schedule.js';
import { scheduleRun } from './schedule/schedule-run.js';
import { schedulePause } from './schedule/schedule-pause.js';
import { scheduleResume } from './schedule/schedule-resume.js';
import { settings } from './settings/settings.js';
import { settingsSet } from './settings/settings-set.js';
import { settingsReset } from './settings/settings-reset.js';
import { report } from './reports/report.js';
import { reportFile } from './reports/report-file.js';
import { rotate } from './upkeep/rotate.js';
import { rotateStep } from './upkeep/rotate-step.js';
import { rotateCancel } from './upkeep/rotate-cancel.js';
import { rotations } from './upkeep/rotations.js';
import { accessReview } from './upkeep/access-review.js';
import { accessSign } from './upkeep/access-sign.js';
import { securityAudit } from './upkeep/security-audit.js';
import { contacts } from './upkeep/contacts.js';
import { circuits } from './resilience/circuits.js';
import { circuitsReset } from './resilience/circuits-reset.js';
import { cache } from './resilience/cache.js';
import { cacheTune } from './resilience/cache-tune.js';
import { offlineOn } from './resilience/offline-on.js';
import { offlineOff } from './resilience/offline-off.js';
import { jobs } from './databricks-jobs/jobs.js';
import { jobRuns } from './databricks-jobs/job-runs.js';
import { jobOutput } from './databricks-jobs/job-output.js';
import { jobRun } from './databricks-jobs/job-run.js';
import { jobChain } from './databricks-jobs/job-chain.js';
import { jobRetry } from './databricks-jobs/job-retry.js';
import { cleanup } from './databricks-upkeep/cleanup.js';
import { cleanupPreview } from './databricks-upkeep/cleanup-preview.js';
import { quality } from './databricks-upkeep/quality.js';
import { capacity } from './databricks-upkeep/capacity.js';
import { deployStatus } from './deploy/deploy-status.js';
import { deployBundle } from './deploy/deploy-bundle.js';
import { deployControlRoom } from './deploy/deploy-control-room.js';
import { deployRollback } from './deploy/deploy-rollback.js';
import { webhooks } from './deploy/webhooks.js';
import { webhookDisable } from './deploy/webhook-disable.js';
import { webhookEnable } from './deploy/webhook-enable.js';
import { backups } from './backups/backups.js';
import { backupNow } from './backups/backup-now.js';
import { backupVerify } from './backups/backup-verify.js';
import { backupRestore } from './backups/backup-restore.js';
import { backupConfig } from './backups/backup-config.js';
import { serviceStatus } from './services/service-status.js';
import { serviceLogs } from './services/service-logs.js';
import { serviceRestart } from './services/service-restart.js';
import { serviceStart } from './services/service-start.js';
import { serviceStop } from './services/service-stop.js';
import { serviceScale } from './services/service-scale.js';
import { serviceClean } from './services/service-clean.js';
import { serviceMigrate } from './services/service-migrate.js';
import { mongoStatus } from './mongo/mongo-status.js';
import { mongoSlow } from './mongo/mongo-slow.js';
import { mongoIndexes } from './mongo/mongo-indexes.js';
import { mongoIndexesCreate } from './mongo/mongo-indexes-create.js';
import { mongoIndexesDrop } from './mongo/mongo-indexes-drop.js';

export const operations: readonly Operation<Context>[] = [
  help,
  status,
  health,
  metrics,
  logs,
  env,
  freshness,
  diagnose,
  circuits,
  circuitsReset,
  cache,
  audit,
  auditVerify,
  auditExport,
  sync,
  syncStatus,
  syncPause,
  syncResume,
  syncUnlock,
  watermarks,
  watermarksReset,
  tableHistory,
  tablePreview,
  tableRestore,
  jobs,
  jobRuns,
  jobOutput,
  jobRun,
  jobChain,
  jobRetry,
  cleanupPreview,
  cleanup,
  quality,
  capacity,
  deployStatus,
  deployBundle,
  deployControlRoom,
  deployRollback,
  webhooks,
  webhookDisable,
  webhookEnable,
  backups,
  backupNow,
  backupVerify,
  backupRestore,
  backupConfig,
  serviceStatus,
  serviceLogs,
  serviceRestart,
  serviceStart,
  serviceStop,
  serviceScale,
  serviceClean,
  serviceMigrate,
  mongoStatus,
  mongoSlow,
  mongoIndexes,
  mongoIndexesCreate,
  mongoIndexesDrop,
  notionAccess,
  notionSchema,
  notionSchemaFix,
  notionDuplicates,
  notionDuplicatesArchive,
  notionPageRestore,
  notionStale,
  notionVelocity,
  notionPerformance,
  notionPageCreate,
  notionPageUpdate,
  notionPageStatus,
  notionPageTrash,
  notionRecreate,
  notionBackup,
  notionRestore,
  notionWebhook,
  taskShow,
  alerts,
  alertShow,
  alertAck,
  alertSilence,
  alertUnsilence,
  incidentOpen,
  incidentList,
  incidentShow,
  incidentAck,
  incidentLead,
  incidentAssign,
  incidentNote,
  incidentUpdate,
  incidentChecklist,
  incidentSeverity,
  incidentEscalate,
  incidentLink,
  incidentResolve,
  incidentReopen,
  incidentPostmortem,
  incidentPostmortemFile,
  incidentReview,
  breakGlass,
  oncall,
  oncallOverride,
  oncallEnd,
  maintenance,
  maintenanceStart,
  maintenanceSchedule,
  maintenanceEnd,
  report,
  reportFile,
  schedule,
  scheduleRun,
  schedulePause,
  scheduleResume,
  settings,
  settingsSet,
  settingsReset,
  cacheTune,
  offlineOn,
  offlineOff,
  rotations,
  rotate,
  rotateStep,
  rotateCancel,
  accessReview,
  accessSign,
  securityAudit,
  contacts,
  approvals,
  approve,
  deny,
  undo,
  cancel,
  token,
];
