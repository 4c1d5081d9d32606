// A rotation's lines in the audit log: which step of which credential was done by whom, and what showed it. Each may be
// written again; the second time changes nothing.
import type { Actor } from '../../core/actor.js';
import type { AuditLog } from '../audit/entry.js';
import type { RotationRecord } from './rotation-records.js';
import type { RotationStep } from './rotations.js';

interface AuditParts {
  audit: Pick<AuditLog, 'append'>;
  /** Epoch milliseconds. */
  now: () => number;
}

export async function auditBegin(
  { audit }: AuditParts,
  { id, credential, startedAt }: RotationRecord,
  actor: Actor,
): Promise<void> {
  await audit.append({
    key: `rotation:${id}:begun`,
    at: startedAt,
    actor,
    action: 'rotation.begun',
    subject: credential,
    detail: id,
  });
}

export async function auditStep(
  { audit }: AuditParts,
  { id, credential, done }: RotationRecord,
  step: RotationStep,
  actor: Actor,
): Promise<void> {
  const one = done.find((each) => each.step === step);
  if (!one) return;
  await audit.append({
    key: `rotation:${id}:${step}`,
    at: one.at,
    // Who repeats it is not who did it.
    actor: one.by === actor.person ? actor : { person: one.by, via: actor.via },
    action: `rotation.${step}`,
    subject: credential,
    detail: `${id}: ${one.evidence}`,
  });
}

export async function auditCancel(
  { audit, now }: AuditParts,
  { id, credential, reason }: RotationRecord,
  actor: Actor,
): Promise<void> {
  await audit.append({
    key: `rotation:${id}:cancelled`,
    at: now(),
    actor,
    action: 'rotation.cancelled',
    subject: credential,
    detail: `${id}: ${reason ?? ''}`,
  });
}
