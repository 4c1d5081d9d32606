// Whom a probe trusts beside the usual authorities: those of a PEM file that ppm.config.yaml names.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { notConfigured } from './probe.js';

/**
 * @param path of a PEM file
 * @returns null without a path: the usual ones
 * @throws Unwell not_configured when it is none
 */
export type TrustOf = (path: string | undefined) => Promise<SecureContext | null>;

/** Reading all authorities takes some milliseconds, so a file is read into them once, until it changes. */
export function createTrust(): TrustOf {
  const known = new Map<string, { pem: string; context: SecureContext }>();
  return async (path) => {
    if (path === undefined) return null;
    const pem = await readFile(path, 'utf8').catch(() => {
      throw notConfigured('the file of its caCertificate can not be read');
    });
    const found = known.get(path);
    if (found?.pem === pem) return found.context;
    const context = contextOf(pem);
    known.set(path, { pem, context });
    return context;
  };
}

function contextOf(pem: string): SecureContext {
  try {
    // A context takes what is no certificate, and trusts nobody more.
    if (new X509Certificate(pem).raw.length === 0) throw new Error('empty');
    return createSecureContext({ ca: [...rootCertificates, pem] });
  } catch {
    throw notConfigured('the file of its caCertificate holds no certificate');
  }
}
