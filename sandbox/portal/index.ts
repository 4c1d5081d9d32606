// The customers' portal of OberaConnect: a web server over TLS, of which only the certificate matters.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { openDoor } from '../door.js';
import { makeAuthority, makePortalCertificate, type CertificateState } from './certificates.js';

export interface Portal {
  /** On localhost. */
  port: number;
  /** PEM file with the authority to trust. */
  caPath: string;
  certificate(): CertificateState;
  /** What is shown to whoever connects from now on. */
  present(state: CertificateState): Promise<void>;
  close(): Promise<void>;
}

/** @param options.caPath where the authority's certificate is written */
export async function startPortal(options: {
  caPath: string;
  now?: () => number;
}): Promise<Portal> {
  const { caPath, now = Date.now } = options;
  let shown: CertificateState = 'valid';
  const authority = await makeAuthority(now());
  await writeFile(caPath, authority.cert);
  const first = await makePortalCertificate(authority, shown, now());
  const server = createServer(first, (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end('OberaConnect\n');
  });
  const door = await openDoor(server);
  return {
    port: door.port,
    caPath,
    certificate: () => shown,
    async present(state) {
      server.setSecureContext(await makePortalCertificate(authority, state, now()));
      shown = state;
    },
    close: () => door.close(),
  };
}
