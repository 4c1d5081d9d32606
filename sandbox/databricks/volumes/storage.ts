// The cloud storage behind the volumes (Azure's). It knows no users: who has an address that the warehouse has made may
// do one thing with one file, for a while.
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FaultBox } from '../faults.js';
import type { Volumes } from './volumes.js';

type Method = 'PUT' | 'DELETE';

interface Presigned {
  readonly method: Method;
  /** The file on this machine. */
  readonly local: string;
  readonly expiresAt: number;
}

/** How long an address may be used, in milliseconds. */
const goodForMs = 15 * 60_000;

/** What has to be sent with a file. */
export const uploadHeaders: ReadonlyMap<string, string> = new Map([
  ['x-ms-blob-type', 'BlockBlob'],
]);

export const storagePath = '/staging/';

export class Storage {
  private readonly urls = new Map<string, Presigned>();
  private readonly volumes: Volumes;
  private readonly faults: FaultBox;
  private readonly origin: () => string;
  private readonly now: () => number;

  constructor(
    volumes: Volumes,
    { faults, origin, now }: { faults: FaultBox; origin: () => string; now: () => number },
  ) {
    this.volumes = volumes;
    this.faults = faults;
    this.origin = origin;
    this.now = now;
  }

  /** An address for one thing that may be done with one file. */
  presign(method: Method, local: string): string {
    const secret = randomUUID();
    this.urls.set(secret, { method, local, expiresAt: this.now() + goodForMs });
    return `${this.origin()}${storagePath}${secret}`;
  }

  /** Answers a request whose path begins with `storagePath`. */
  async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const status = await this.statusOf(req);
    // What was not read would be taken for the next request.
    if (!req.complete) res.setHeader('Connection', 'close');
    res.writeHead(status).end();
  }

  private async statusOf(req: IncomingMessage): Promise<number> {
    const refusal = this.faults.takeStorageRefusal();
    if (refusal !== undefined) return refusal.status;
    const url = this.urls.get((req.url ?? '').slice(storagePath.length));
    if (url === undefined || url.method !== req.method || url.expiresAt < this.now()) return 403;
    if (url.method === 'DELETE') return this.delete(url.local);
    if (req.headers['content-length'] === undefined) return 411;
    for (const [name, value] of uploadHeaders) if (req.headers[name] !== value) return 400;
    return this.store(url.local, req);
  }

  private async delete(local: string): Promise<number> {
    return rm(local).then(
      () => 200,
      () => 404,
    );
  }

  /** A file that breaks off on its way leaves what was there before. */
  private async store(local: string, req: IncomingMessage): Promise<number> {
    const partial = join(this.volumes.directory, randomUUID());
    try {
      await pipeline(req, createWriteStream(partial));
      await mkdir(dirname(local), { recursive: true });
      await rename(partial, local);
      return 200;
    } finally {
      await rm(partial, { force: true });
    }
  }
}
