// What a production installation is made of: nothing that runs while it is installed, everything pinned by a hash, under
// licences that a company can use, and listed by `npm run sbom`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sbom } from '../../scripts/sbom.js';

const entrySchema = z.object({
  version: z.string(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
});
const lock = z
  .object({ lockfileVersion: z.number(), packages: z.record(z.string(), entrySchema) })
  .parse(read('package-lock.json'));
const manifest = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    overrides: z.record(z.string(), z.string()),
    scripts: z.record(z.string(), z.string()),
  })
  .parse(read('package.json'));

const all = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ path, name: path.replace(/^.*node_modules\//, ''), ...entry }));
/** What `npm ci --omit=dev` may install, on any platform. */
const production = all.filter(({ dev }) => dev !== true);
const ids = (packages: readonly { name: string; version: string }[]): string[] =>
  [...new Set(packages.map(({ name, version }) => `${name}@${version}`))].toSorted();

describe('the lock file', () => {
  it('is in the form that the npm of Node 20 writes', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(production.length).toBeGreaterThan(200);
  });

  it('knows each package by a hash of its contents', () => {
    const wrong = all.filter(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('names no place: each comes from the registry that the machine is set to', () => {
    const placed = all.filter(({ resolved, link }) => resolved !== undefined || link === true);
    expect(placed.map(({ path }) => path)).toEqual([]);
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
    const odd = Object.entries(wanted).filter(
      ([, range]) => !/^\^?\d+\.\d+\.\d+[\w.-]*$/.test(range),
    );
    expect(odd).toEqual([]);
  });
});

describe('install scripts', () => {
  /** The one package that has any, and what the bot does without: msgpackr reads its texts in JavaScript then. */
  const known = ['msgpackr-extract'];

  it('belong to optional packages only that are known', () => {
    const scripted = production.filter(({ hasInstallScript }) => hasInstallScript === true);
    expect(scripted.map(({ name }) => name)).toEqual(known);
    expect(scripted.filter(({ optional }) => optional !== true)).toEqual([]);
  });

  it('are not kept quiet about by the lock file', () => {
    const inFact = production.filter(({ path }) => {
      if (!existsSync(`${path}/package.json`)) return false;
      const { scripts } = z
        .object({ scripts: z.record(z.string(), z.unknown()).default({}) })
        .parse(read(`${path}/package.json`));
      const runs = ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
      return runs || existsSync(`${path}/binding.gyp`);
    });
    expect(inFact.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('are not run when the image is made', () => {
    const installs = readFileSync('Dockerfile', 'utf8')
      .split('\n')
      .filter((line) => /\bnpm (ci|i|install|add|rebuild)\b/.test(line));
    expect(installs.length).toBeGreaterThan(0);
    expect(
      installs.filter((line) => !line.includes('npm ci ') || !line.includes('--ignore-scripts')),
    ).toEqual([]);
  });

  it('of our own need nothing of a production installation', () => {
    const own = ['preinstall', 'install', 'postinstall'].filter((name) => name in manifest.scripts);
    expect(own).toEqual([]);
  });
});

describe('licences', () => {
  const allowed = [
    'MIT',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
    'CC0-1.0',
    'Unlicense',
    'Python-2.0',
  ];
  /** Those whose manifest names none by its SPDX id, and words of the licence that lies beside the code. */
  const byText: Readonly<Record<string, RegExp>> = {
    flatbuffers: /^\s*Apache License\s+Version 2\.0, January 2004/,
    'json-bignum': /^Copyright .*\n\nPermission is hereby granted, free of charge, to any person/,
  };

  it('of everything in production let a company use it', () => {
    const other = production.filter(
      ({ name, license }) => !allowed.includes(license ?? '') && !(name in byText),
    );
    expect(other.map(({ name, license }) => `${name}: ${license ?? 'none'}`)).toEqual([]);
  });

  it.each(Object.entries(byText))('of %s are what its text says', (name, words) => {
    const found = production.filter((one) => one.name === name);
    expect(found.length).toBeGreaterThan(0);
    for (const { path } of found) {
      const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
      expect(file === undefined ? '' : readFileSync(`${path}/${file}`, 'utf8')).toMatch(words);
    }
  });
});

describe('overrides', () => {
  it('are explained', () => {
    const security = readFileSync('docs/security.md', 'utf8');
    const silent = Object.entries(manifest.overrides).filter(
      ([name, version]) => !security.includes(`\`${name}\` ${version}`),
    );
    expect(silent).toEqual([]);
  });
});

describe('the bill of materials', () => {
  it('has all of production and nothing else, as CycloneDX', () => {
    const { components } = z
      .object({
        bomFormat: z.literal('CycloneDX'),
        components: z.array(
          z.object({
            group: z.string().optional(),
            name: z.string(),
            version: z.string(),
            purl: z.string().startsWith('pkg:npm/'),
            hashes: z.array(z.object({ alg: z.literal('SHA-512') })).min(1),
          }),
        ),
      })
      .parse(JSON.parse(sbom('cyclonedx')));
    const listed = components.map(({ group, name, version }) => ({
      name: group === undefined ? name : `${group}/${name}`,
      version,
    }));
    expect(ids(listed)).toEqual(ids(production));
  });

  it('has all of production and nothing else, as SPDX', () => {
    const { packages } = z
      .object({
        spdxVersion: z.string(),
        packages: z.array(z.object({ name: z.string(), versionInfo: z.string() })),
      })
      .parse(JSON.parse(sbom('spdx')));
    const listed = packages
      .filter(({ name }) => name !== 'ppm-oncall')
      .map(({ name, versionInfo }) => ({ name, version: versionInfo }));
    expect(ids(listed)).toEqual(ids(production));
  });
});

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
