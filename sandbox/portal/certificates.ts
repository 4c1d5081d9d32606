// Certificates of the customers' portal, signed by an authority of this machine: one that is good, one about to expire and
// one that has expired.
import { generate } from 'selfsigned';

export type CertificateState = 'valid' | 'expiring' | 'expired';

export interface Authority {
  key: string;
  /** PEM: what a client has to trust. */
  cert: string;
}

const day = 86_400_000;
/** Days from now until the end. Within 7 days is red. (src/config/health-schema.ts) */
const daysLeft: Record<CertificateState, number> = { valid: 83, expiring: 5, expired: -2 };
const lifeDays = 90;

const kind = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

export async function makeAuthority(now: number): Promise<Authority> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Portal test CA' }], {
    ...kind,
    notBeforeDate: new Date(now - 365 * day),
    notAfterDate: new Date(now + 365 * day),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return { key, cert };
}

/** One for localhost. */
export async function makePortalCertificate(
  authority: Authority,
  state: CertificateState,
  now: number,
): Promise<{ key: string; cert: string }> {
  const end = now + daysLeft[state] * day;
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...kind,
    ca: authority,
    notBeforeDate: new Date(end - lifeDays * day),
    notAfterDate: new Date(end),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key, cert };
}
