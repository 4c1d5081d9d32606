// The files below configured paths, as far as they are worth a search: bounded in number, without links, packages and
// repositories' insides.
import { lstat, opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** `path` as it is told, `real` as it is opened: without links. */
export type Candidate =
  { kind: 'file'; path: string; real: string } | { kind: 'skipped'; path: string; why: string };

const leftOut = new Set(['node_modules', '.git']);

/**
 * Walks a path as it is configured: itself may be a link, what lies below it is followed nowhere.
 * Whatever can't be read is one of its answers, not an error.
 */
export async function* filesBelow(path: string): AsyncGenerator<Candidate> {
  let root: string;
  try {
    root = await realpath(path);
  } catch (error) {
    yield { kind: 'skipped', path, why: whyOf(error) };
    return;
  }
  // A stack of its own: folders can be deeper than calls.
  const open = [{ real: root, shown: path }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { real, shown } = next;
    try {
      const stat = await lstat(real);
      if (stat.isFile()) yield { kind: 'file', path: shown, real };
      else if (stat.isDirectory()) open.push(...(await entriesOf(real, shown)));
      else if (!stat.isSymbolicLink())
        yield { kind: 'skipped', path: shown, why: 'it is neither a file nor a folder' };
    } catch (error) {
      yield { kind: 'skipped', path: shown, why: whyOf(error) };
    }
  }
}

/** Backwards, so that the first is taken next. */
async function entriesOf(real: string, shown: string): Promise<{ real: string; shown: string }[]> {
  const names: string[] = [];
  for await (const entry of await opendir(real))
    if (!leftOut.has(entry.name)) names.push(entry.name);
  return names
    .toSorted()
    .toReversed()
    .map((name) => ({ real: join(real, name), shown: join(shown, name) }));
}

/** In words, by the error's code. */
export function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'it is not there';
    case 'EACCES':
    case 'EPERM':
      return 'the bot may not read it';
    case 'ELOOP':
      return 'it is a link that leads nowhere';
    default:
      return 'it could not be read';
  }
}
