// A window's card and its lines in the audit log. Both may be asked for again: the second time changes nothing.
import type { Actor } from '../../core/actor.js';
import type { AuditLog } from '../audit/entry.js';
import { requestCards } from '../cards/rows.js';
import type { MaintenanceWindow } from './maintenance.js';
import { redrawn, type WindowParts } from './window-records.js';

/** After incidents and alerts. */
const priority = 2;

export async function announced(
  parts: WindowParts,
  { id, channel }: Pick<MaintenanceWindow, 'id' | 'channel'>,
): Promise<void> {
  const { store, now } = parts;
  const record = { kind: 'maintenance', id } as const;
  await requestCards(store, { record, channel, priority, parent: null, now: now() });
  await redrawn(parts, id);
}

export async function audited(
  { audit }: { audit: Pick<AuditLog, 'append'> },
  { id, system, reason }: Pick<MaintenanceWindow, 'id' | 'system' | 'reason'>,
  what: { action: 'planned' | 'began' | 'cancelled' | 'ended'; by: Actor; at: number },
): Promise<void> {
  await audit.append({
    key: `${id}#${what.action}`,
    at: what.at,
    actor: what.by,
    action: `maintenance.${what.action}`,
    subject: id,
    detail: `${system === '*' ? 'all systems' : system}${reason === '' ? '' : `: ${reason}`}`,
  });
}
