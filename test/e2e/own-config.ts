// The pretend company's configuration with some values changed, as a file of its own for the bot of one test.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

export interface OwnConfig {
  path: string;
  remove(): Promise<void>;
}

/** @param changes by path, such as `systems.wittwizz.service.timeoutSeconds`; undefined takes the field away */
export async function ownConfig(changes: Readonly<Record<string, unknown>>): Promise<OwnConfig> {
  const config = parseDocument(await readFile('sandbox/ppm.config.yaml', 'utf8'));
  for (const [field, value] of Object.entries(changes)) {
    const path = field.split('.');
    if (value === undefined) config.deleteIn(path);
    else config.setIn(path, config.createNode(value));
  }
  const folder = await mkdtemp(join(tmpdir(), 'ppm-config-'));
  const path = join(folder, 'ppm.config.yaml');
  await writeFile(path, config.toString({ lineWidth: 0 }));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
