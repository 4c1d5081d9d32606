// What every test against a real program needs: where it is.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a program that goes by one of these names; null where there is none. */
export function programNamed(...names: readonly string[]): string | null {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  const paths = names.flatMap((name) => directories.map((directory) => join(directory, name)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
