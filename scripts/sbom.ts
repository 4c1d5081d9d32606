// What a production installation consists of, as npm lists it (CycloneDX or SPDX), from the lock file alone and without a
// network: `tsx scripts/sbom.ts [cyclonedx|spdx]`. `npm sbom --omit dev` is not enough: it leaves out each package that
// something of the development wants too, such as `yaml`. So npm gets a lock file that never had any of that.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const sbomFormats = ['cyclonedx', 'spdx'] as const;
export type SbomFormat = (typeof sbomFormats)[number];

const root = fileURLToPath(new URL('..', import.meta.url));
const manifestSchema = z.looseObject({ devDependencies: z.unknown() });
const lockSchema = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })),
});

/** The bill of materials as JSON text; npm's own error where it can't make one. */
export function sbom(format: SbomFormat): string {
  const scratch = mkdtempSync(join(tmpdir(), 'ppm-sbom-'));
  try {
    // npm calls the whole by the name of its folder.
    const folder = join(scratch, 'ppm-oncall');
    mkdirSync(folder);
    const { devDependencies: _, ...manifest } = manifestSchema.parse(read('package.json'));
    const lock = lockSchema.parse(read('package-lock.json'));
    const packages = Object.fromEntries(
      Object.entries(lock.packages)
        .filter(([, { dev }]) => dev !== true)
        .map(([path, entry]) => [path, path === '' ? without(entry, 'devDependencies') : entry]),
    );
    write(folder, 'package.json', manifest);
    write(folder, 'package-lock.json', { ...lock, packages });
    const options = ['--package-lock-only', '--offline', '--sbom-format', format];
    return execFileSync('npm', ['sbom', ...options], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function without(entry: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== name));
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function write(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(sbom(z.enum(sbomFormats).parse(process.argv[2] ?? 'cyclonedx')));
