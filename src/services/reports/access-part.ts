// Credentials that are due, and whether this month's access review was signed. (Runbook 1, "Monthly: Review Access")
import { DateTime } from 'luxon';
import type { Fact, Finding } from '../../core/report.js';
import type { SignOff } from '../access/access-reviews.js';
import type { CredentialNow } from '../rotation/rotations.js';
import { roughly, stamp } from '../sync/when.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

const mostFindings = 5;

export async function accessPart(
  context: Pick<
    ReportContext,
    'rotations' | 'accessReviews' | 'oncall' | 'now' | 'signal' | 'deadlineMs'
  >,
): Promise<Part<Fact[]>> {
  const { rotations, accessReviews, oncall, now } = context;
  const period = DateTime.fromMillis(now(), { zone: oncall.timeZone }).toFormat('yyyy-MM');
  const [credentials, signOffs] = await Promise.all([
    partOf('Credentials', context, () => rotations.credentials()),
    partOf('Sign-offs of access reviews', context, () => accessReviews.signOffs(12)),
  ]);
  const due = (credentials.value ?? []).filter((one) => one.due);
  const signed = signOffs.value?.find((one) => one.period === period);
  return {
    value: [
      ...(credentials.value === null
        ? []
        : [{ label: 'Credentials due', value: `${due.length} of ${credentials.value.length}` }]),
      ...(signed ? [signedFact(signed)] : []),
    ],
    findings: [
      ...credentials.findings,
      ...signOffs.findings,
      ...due.slice(0, mostFindings).map((one) => dueFinding(one, now())),
      ...(signOffs.value !== null && signed === undefined ? [unsigned(period)] : []),
    ],
  };
}

function signedFact({ period, by, at }: SignOff): Fact {
  return { label: 'Access review', value: `${period} signed by ${by}, ${stamp(at)}` };
}

function dueFinding({ name, title, madeAt }: CredentialNow, now: number): Finding {
  return {
    severity: 'warning',
    title: `${title} is due for a change`,
    evidence:
      madeAt === null ? 'Nobody knows how old it is.' : `It is ${roughly(now - madeAt)} old.`,
    suggestion: { label: 'Rotate', operation: 'rotate', input: { credential: name } },
  };
}

function unsigned(period: string): Finding {
  return {
    severity: 'warning',
    title: `The access review of ${period} is not signed`,
    suggestion: { label: 'Review access', operation: 'access.review', input: {} },
  };
}
