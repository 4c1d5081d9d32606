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
import { approvals } from './runs/approvals.js';
import { approve } from './runs/approve.js';
import { cancel } from './runs/cancel.js';
import { deny } from './runs/deny.js';
import { undo } from './runs/undo.js';
import { tableHistory } from './table/table-history.js';
import { tablePreview } from './table/table-preview.js';
import { tableRestore } from './table/table-restore.js';

export const operations: readonly Operation<Context>[] = [
  help,
  status,
  env,
  audit,
  auditVerify,
  auditExport,
  tableHistory,
  tablePreview,
  tableRestore,
  approvals,
  approve,
  deny,
  undo,
  cancel,
  token,
];
