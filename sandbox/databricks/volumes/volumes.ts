// Unity Catalog's volumes: which there are, and their files, kept on disk so that DuckDB can read them.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notSimulated } from '../errors.js';
import { inputPathNotFound, invalidVolumePath, volumeNotFound } from './volume-errors.js';

/** Where the bot stages files; it makes no volume itself. */
const volumes: ReadonlySet<string> = new Set(['main.bronze.ppm_oncall']);

export class Volumes {
  /** The only directory of this machine that DuckDB may read. */
  readonly directory = mkdtempSync(join(tmpdir(), 'ppm-volumes-'));

  /** Where the file of a path is on this machine, be it there or not. */
  locate(path: string): string {
    const [empty, root, ...parts] = path.split('/');
    if (empty !== '' || root?.toLowerCase() !== 'volumes')
      throw notSimulated(`the path ${path}, which is in no volume`);
    const names = parts.slice(0, 3).map((part) => part.toLowerCase());
    if (parts.length < 4 || parts.some((part) => ['', '.', '..'].includes(part)))
      throw invalidVolumePath(path);
    if (!volumes.has(names.join('.'))) throw volumeNotFound(names);
    return join(this.directory, ...names, ...parts.slice(3));
  }

  /** The same of a file that is there. */
  existing(path: string): string {
    const local = this.locate(path);
    if (/[*?[\]{}]/.test(path)) throw notSimulated(`the pattern ${path}`);
    if (!existsSync(local)) throw inputPathNotFound(path);
    if (statSync(local).isDirectory()) throw notSimulated(`reading the directory ${path}`);
    return local;
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
