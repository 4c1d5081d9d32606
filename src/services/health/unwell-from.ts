// What a thrown value says about a component. Read from codes, never from texts: those may hold an address and its password.
import { z } from 'zod';
import type { ProbeFailure } from './health.js';
import { Unwell } from './probe.js';

const coded = z.object({ code: z.string() });
const caused = z.object({ cause: z.unknown() });

const codes: Readonly<Record<string, readonly [ProbeFailure, string]>> = {
  ECONNREFUSED: ['refused', 'Connection refused'],
  ENOTFOUND: ['dns', 'its name can not be resolved'],
  EAI_AGAIN: ['dns', 'the name server does not answer'],
  EAI_FAIL: ['dns', 'the name server failed'],
  ETIMEDOUT: ['timeout', 'no connection in time'],
  EHOSTUNREACH: ['unreachable', 'no route to it'],
  ENETUNREACH: ['unreachable', 'no network leads to it'],
  EADDRNOTAVAIL: ['unreachable', 'no network leads to it'],
  ECONNRESET: ['unreachable', 'it closed the connection without an answer'],
  EPIPE: ['unreachable', 'it closed the connection without an answer'],
  CERT_HAS_EXPIRED: ['certificate', 'its certificate has expired'],
  CERT_NOT_YET_VALID: ['certificate', 'its certificate is not valid yet'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['certificate', 'its certificate is not trusted (self-signed)'],
  SELF_SIGNED_CERT_IN_CHAIN: ['certificate', 'its certificate is not trusted (self-signed)'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['certificate', 'its certificate is not trusted'],
  UNABLE_TO_GET_ISSUER_CERT: ['certificate', 'its certificate is not trusted'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['certificate', 'its certificate is not trusted'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['certificate', 'its certificate is for another name'],
};

const families: readonly (readonly [RegExp, ProbeFailure, string])[] = [
  [/^(CERT_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$)/, 'certificate', 'no secure connection'],
  [/^HPE_/, 'unexpected_body', 'what it answers is no HTTP'],
  [/^ERR_INVALID_(CHAR|HTTP_TOKEN)$/, 'not_configured', 'a header holds characters it may not'],
];

/** How a code of Node's sockets is told; null for one that is not known. */
export function unwellFromCode(code: string): Unwell | null {
  const exact = Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (exact) return new Unwell(...exact);
  const family = families.find(([pattern]) => pattern.test(code));
  return family ? new Unwell(family[1], `${family[2]} (${code})`) : null;
}

/** Looks into causes too, since drivers wrap what the socket said. */
export function unwellFrom(error: unknown): Unwell {
  return within(error, 5) ?? new Unwell('other', 'It could not be asked.');
}

function within(error: unknown, depth: number): Unwell | null {
  if (error instanceof Unwell) return error;
  if (depth === 0 || error === undefined || error === null) return null;
  const code = coded.safeParse(error).data?.code;
  const own = code === undefined ? null : unwellFromCode(code);
  if (own) return own;
  const inner = within(caused.safeParse(error).data?.cause, depth - 1);
  if (inner || code === undefined) return inner;
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code)
    ? new Unwell('other', `It could not be asked (${code}).`)
    : null;
}
