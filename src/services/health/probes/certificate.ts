// How long a TLS certificate is good for; one that is not trusted is looked at as well, and said to be so.
// (Runbook 2 "SSL Certificate Errors")
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { ComponentConfig } from '../../../config/health-schema.js';
import { figure, good, Unwell, type Answer, type Probe } from '../probe.js';
import type { TrustOf } from '../trust.js';
import { unwellFromCode } from '../unwell-from.js';

const day = 24 * 60 * 60 * 1000;

type CertificateConfig = Extract<ComponentConfig, { kind: 'certificate' }>;

export function certificateProbe(
  { host, port, warnDays, minDays, caCertificate }: CertificateConfig,
  { trustOf, now }: { trustOf: TrustOf; now: () => number },
): Probe {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  return async ({ signal }) => {
    const trust = await trustOf(caCertificate);
    const socket = connect({
      host: name,
      port,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      // Looked at here: what is broken is to be described.
      rejectUnauthorized: false,
      ...(trust ? { secureContext: trust } : {}),
    });
    const close = (): void => void socket.destroy();
    signal.addEventListener('abort', close, { once: true });
    try {
      await secured(socket);
      return judged(socket, { name, warnDays, minDays, now: now() });
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  };
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    // Stays on: a late error must not end the process.
    socket.on('error', reject);
    socket.once('close', () => reject(new Unwell('unreachable', 'it closed the connection')));
  });
}

function judged(
  socket: TLSSocket,
  {
    name,
    warnDays,
    minDays,
    now,
  }: { name: string; warnDays: number; minDays: number; now: number },
): Answer {
  const certificate = socket.getPeerCertificate();
  const ends = Date.parse(certificate.valid_to);
  if (Number.isNaN(ends)) throw new Unwell('certificate', 'it shows no certificate');
  const days = Math.round(((ends - now) / day) * 10) / 10;
  const bad = whyBad(socket, certificate, { name, now, ends });
  if (bad !== null) return { status: 'bad', said: bad, failure: 'certificate', value: days };
  const said = `good for ${figure(days)} days more, until ${new Date(ends).toISOString().slice(0, 10)}`;
  if (days >= warnDays) return good(said, days);
  return { status: days < minDays ? 'bad' : 'warning', said, failure: 'expiring', value: days };
}

/** Null for one that is valid, trusted and for this name. */
function whyBad(
  { authorizationError: error }: TLSSocket,
  certificate: PeerCertificate,
  { name, now, ends }: { name: string; now: number; ends: number },
): string | null {
  if (ends <= now) return `expired on ${new Date(ends).toISOString().slice(0, 10)}`;
  if (Date.parse(certificate.valid_from) > now)
    return `not valid before ${new Date(certificate.valid_from).toISOString().slice(0, 10)}`;
  if (checkServerIdentity(name, certificate)) return `for another name than ${name}`;
  if (!error) return null;
  // By @types an Error, in truth its code.
  const code = String(error);
  return unwellFromCode(code)?.said.replace(/^its certificate is /, '') ?? `not trusted (${code})`;
}
