// The table of credentials, and what is said of one that is too old.
import type { Finding, Table } from '../../../core/report.js';
import { dayText } from '../../../services/notion/reading/words.js';
import type { CredentialNow } from '../../../services/rotation/rotations.js';
import { ageText } from './rotation-words.js';

export function credentialTable(credentials: readonly CredentialNow[], now: number): Table {
  return {
    title: 'Credentials',
    columns: [
      { label: 'Credential' },
      { label: 'Whose' },
      { label: 'May' },
      { label: 'Made' },
      { label: 'Age', align: 'right' },
      { label: 'Due' },
      { label: 'Last used' },
    ],
    rows: credentials.map((credential) => [
      credential.name,
      credential.principal || '–',
      credential.permissions.join(', ') || 'not said',
      credential.madeAt === null ? '–' : dayText(credential.madeAt),
      ageText(credential, now),
      credential.due ? 'yes' : 'no',
      credential.lastUsedAt === null ? 'not known' : dayText(credential.lastUsedAt),
    ]),
  };
}

/** @param days after which one is due */
export function dueFinding(credential: CredentialNow, days: number, now: number): Finding {
  const { name, title, madeAt } = credential;
  return {
    severity: 'warning',
    title: `${title} is due for rotation`,
    evidence:
      madeAt === null
        ? 'Nobody has said when it was made.'
        : `Made on ${dayText(madeAt)}, ${ageText(credential, now)} ago; ${days} are the limit.`,
    fix:
      madeAt === null
        ? `Rotate it, or say when it was made: upkeep.credentials.${name}.madeOn in ppm.config.yaml.`
        : 'Rotate it: a new one is made, stored, redeployed and verified before the old one is revoked.',
    suggestion: { label: `Rotate ${name}`, operation: 'rotate', input: { credential: name } },
  };
}
