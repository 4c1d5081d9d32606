// A certificate for this machine, made anew at each start: the driver speaks TLS only.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly key: string;
  /** PEM. It signs itself, so it is also the certificate authority to trust. */
  readonly cert: string;
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes one for localhost and 127.0.0.1, and writes it as a PEM file into `dir` or a new directory. */
export async function makeCertificate(dir?: string): Promise<Certificate> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
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
  const home = dir ?? (await mkdtemp(join(tmpdir(), 'ppm-warehouse-')));
  await mkdir(home, { recursive: true });
  const path = join(home, 'warehouse-ca.pem');
  await writeFile(path, pems.cert);
  const remove = () =>
    dir === undefined ? rm(home, { recursive: true, force: true }) : rm(path, { force: true });
  return { key: pems.private, cert: pems.cert, path, remove };
}
