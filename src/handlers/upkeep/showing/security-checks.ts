// The checks of a security audit beside the search for keys. Each gives what it saw in words, and what to do about it.
// (Runbook 5 "Security Monitoring")
import type { Finding, Status } from '../../../core/report.js';
import type { Context } from '../../../services/context.js';
import { dueFinding } from './credential-words.js';

export interface SecurityCheck {
  name: string;
  /** info: it was not checked, and why stands in `seen`. */
  status: Status;
  seen: string;
  findings: Finding[];
}

const day = 86_400_000;
/** More in a day by one person is worth a question. */
const mostRefusals = 5;
const mostEntries = 1_000;
const mostIncidents = 200;

/** What people tried in the last day and may not do. */
export async function refusedAttempts({
  audit,
  now,
}: Pick<Context, 'audit' | 'now'>): Promise<SecurityCheck> {
  const entries = await audit.query({ text: 'refused', since: now() - day, limit: mostEntries });
  const refused = entries.filter(({ action }) => action.startsWith('refused.'));
  const people = [...new Set(refused.map(({ actor }) => actor.person))];
  const findings = people.flatMap((person): Finding[] => {
    const all = refused.filter(({ actor }) => actor.person === person);
    if (all.length <= mostRefusals) return [];
    const subjects = [...new Set(all.map(({ subject }) => subject))].slice(0, 5).join(', ');
    return [
      {
        severity: 'warning',
        title: `${person} was refused ${all.length} times in a day`,
        evidence: `Tried: ${subjects}. The last time: ${all[0]?.detail ?? ''}`,
        cause: 'They lack a role that they need, or somebody else uses their account.',
        fix: 'Ask them. If it was not them, end their sessions in Slack and their terminal token.',
        suggestion: {
          label: 'Their attempts',
          operation: 'audit',
          input: { query: `${person} refused` },
        },
      },
    ];
  });
  return {
    name: 'Refused attempts, last 24 h',
    status: findings.length > 0 ? 'warning' : 'good',
    seen:
      refused.length === 0
        ? 'none'
        : `${refused.length}${entries.length === mostEntries ? ' or more' : ''}, by ${people.length === 1 ? 'one person' : `${people.length} people`}`,
    findings,
  };
}

/** Approvals alone in an emergency, that a second person has not looked at in time. */
export async function breakGlassReviews({
  incidents,
  now,
}: Pick<Context, 'incidents' | 'now'>): Promise<SecurityCheck> {
  const waiting = (await incidents.list('all', mostIncidents)).flatMap(({ id, breakGlass }) =>
    breakGlass.filter(({ reviewed }) => reviewed === null).map((one) => ({ incident: id, ...one })),
  );
  const late = waiting.filter(({ reviewBy }) => reviewBy < now());
  return {
    name: 'Break-glass reviews',
    status: late.length > 0 ? 'warning' : 'good',
    seen: waiting.length === 0 ? 'none due' : `${waiting.length} waiting, ${late.length} late`,
    findings: late.map(({ incident, run, by, reason }) => ({
      severity: 'warning',
      title: `${run} was approved alone and is not reviewed`,
      evidence: `${by.person} in ${incident}: ${reason}`,
      fix: 'Somebody else looks at what was done and says so.',
      suggestion: { label: 'Review it', operation: 'incident.review', input: { incident, run } },
    })),
  };
}

export async function credentialsDue({
  rotations,
  upkeep,
  now,
}: Pick<Context, 'rotations' | 'upkeep' | 'now'>): Promise<SecurityCheck> {
  const all = await rotations.credentials();
  const due = all.filter((credential) => credential.due);
  return {
    name: 'Ages of credentials',
    status: due.length > 0 ? 'warning' : 'good',
    seen: `${due.length} of ${all.length} due after ${upkeep.rotateAfterDays} days`,
    findings: due.map((credential) => dueFinding(credential, upkeep.rotateAfterDays, now())),
  };
}

export async function auditChain({ audit }: Pick<Context, 'audit'>): Promise<SecurityCheck> {
  const { intact, entries, broken } = await audit.verify();
  return {
    name: 'Audit log',
    status: intact ? 'good' : 'bad',
    seen: intact
      ? `whole, ${entries} entries`
      : `does not fit from entry ${broken?.seq ?? entries + 1} on`,
    findings: intact
      ? []
      : [
          {
            severity: 'bad',
            title: 'The audit log was tampered with',
            evidence: broken?.why ?? `Whole up to entry ${entries} only.`,
            fix: 'Keep a copy of the database, and compare it with the heads in the daily reports.',
            suggestion: { label: 'Verify it', operation: 'audit.verify', input: {} },
          },
        ],
  };
}

/** Senders prove themselves by them; where one is missing, that door is shut. */
export function webhookSecrets({ overview }: Pick<Context, 'overview'>): SecurityCheck {
  const all = overview.settings.filter(({ name }) =>
    /WEBHOOK_(?:SECRET|TOKEN|PASSWORD)$/.test(name),
  );
  const malformed = all.filter(({ state }) => state === 'malformed');
  const set = all.filter(({ state }) => state === 'set');
  return {
    name: 'Webhook secrets',
    status: malformed.length > 0 ? 'warning' : all.length === 0 ? 'info' : 'good',
    seen: `${set.length} of ${all.length} set; a door without one is shut`,
    findings: malformed.map(({ name }) => ({
      severity: 'warning',
      title: `${name} is malformed`,
      fix: 'Set it to at least 16 characters without spaces, and start the bot again.',
      suggestion: { label: 'Check the settings', operation: 'env', input: {} },
    })),
  };
}

export const notApplicable: readonly SecurityCheck[] = [
  {
    name: 'Data leakage',
    status: 'info',
    seen: 'not applicable: what is shown, logged and audited has its secrets removed',
    findings: [],
  },
  {
    name: 'Permission escalation',
    status: 'info',
    seen: 'not applicable: roles are configuration, nobody can give them in Slack',
    findings: [],
  },
];
