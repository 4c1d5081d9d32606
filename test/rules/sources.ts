// The house's own files, for the tests that hold its rules.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export interface Source {
  /** From the root of the repository, such as src/core/run.ts. */
  path: string;
  /** Folder below src; '' for the files beside them. */
  room: string;
  text: string;
  lines: number;
  /** Paths of the files of the house that it imports, types included. */
  imports: string[];
}

/** Every TypeScript file below src. */
export function sources(): Source[] {
  return filesBelow('src')
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      const parts = path.split('/');
      return {
        path,
        room: parts.length > 2 ? (parts[1] ?? '') : '',
        text,
        lines: text.trimEnd().split('\n').length,
        imports: importsOf(path, text),
      };
    });
}

/** Paths of all files below a folder, sorted. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath, entry.name))
    .toSorted();
}

/** The code without its comments, roughly: enough to look for words in it. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, '');
}

/** Files in a circle of imports, or none. */
export function cycleIn(all: readonly Pick<Source, 'path' | 'imports'>[]): string[] {
  const importsOfPath = new Map(all.map((source) => [source.path, source.imports]));
  const done = new Set<string>();
  const search = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of importsOfPath.get(path) ?? []) {
      const found = search(next, [...trail, path]);
      if (found.length > 0) return found;
    }
    done.add(path);
    return [];
  };
  return all.map((source) => search(source.path, [])).find((found) => found.length > 0) ?? [];
}

function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g);
  return [...found].map(([, target]) =>
    posix.join(posix.dirname(path), (target ?? '').replace(/\.js$/, '.ts')),
  );
}
