// The pretend company's configuration with other settings of alerts, as a file that a bot can be started with.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

const own = fileURLToPath(new URL('../../sandbox/ppm.config.yaml', import.meta.url));

/**
 * @param directory where the file is put
 * @param alerts settings that replace or join those of `alerts`
 * @returns its path
 */
export async function placedConfig(
  directory: string,
  alerts: Readonly<Record<string, string | number>>,
): Promise<string> {
  const config = parseDocument(await readFile(own, 'utf8'));
  for (const [name, value] of Object.entries(alerts)) config.setIn(['alerts', name], value);
  const path = join(directory, 'alerts.config.yaml');
  await writeFile(path, config.toString());
  return path;
}
