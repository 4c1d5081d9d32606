// The pretend company's configuration with real addresses, paths and dates in the place of those that stand for them.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What stands in sandbox/ppm.config.yaml for each. The two dates are those of the credentials. */
const placeholders = {
  botApi: 'http://localhost:8000',
  alertmanager: 'http://localhost:9093',
  pager: 'http://localhost:9900',
  controlRoom: 'http://localhost:3000',
  oberaconnect: 'http://localhost:8080',
  wittwizz: 'http://localhost:3001',
  orchestra: 'http://localhost:8010',
  portalPort: 'port: 8443',
  portalCa: '/opt/ppm-sandbox/portal-ca.pem',
  nameServer: '127.0.0.1:5353',
  repository: '/opt/ppm-sandbox/repository',
  mongoTools: '/opt/ppm-sandbox/mongo-tools',
  mongoToolFaults: '/opt/ppm-sandbox/mongo-tool-faults.json',
  logs: '/var/log/',
  notionTokenMade: 'madeOn: 2026-07-24',
  databricksTokenMade: 'madeOn: 2026-11-01',
} as const;

type Placed = Readonly<Record<keyof typeof placeholders, string>>;
type OfTheStart =
  | 'repository'
  | 'mongoTools'
  | 'mongoToolFaults'
  | 'logs'
  | 'notionTokenMade'
  | 'databricksTokenMade';

const day = 86_400_000;

/** Where in the data directory the systems' logs and the searched files are. */
export const logFolder = (dataDir: string): string => join(dataDir, 'logs');
export const repositoryFolder = (dataDir: string): string => join(dataDir, 'repository');
/** Where the faults of the pretended MongoDB tools are set. */
export const mongoToolFaults = (dataDir: string): string => join(dataDir, 'mongo-tool-faults.json');

const mongoTools = fileURLToPath(new URL('mongodb/tools', import.meta.url));

/**
 * Writes a copy of the configuration into the data directory.
 * @param given.portalPort of localhost
 * @returns the copy's path
 */
export async function placedConfig(
  dataDir: string,
  from: string,
  given: Omit<Placed, OfTheStart | 'portalPort'> & { portalPort: number },
  now: number,
): Promise<string> {
  const placed: Placed = {
    ...given,
    portalPort: `port: ${given.portalPort}`,
    repository: repositoryFolder(dataDir),
    mongoTools,
    mongoToolFaults: mongoToolFaults(dataDir),
    logs: `${logFolder(dataDir)}/`,
    notionTokenMade: madeDaysAgo(120, now),
    databricksTokenMade: madeDaysAgo(20, now),
  };
  let text = await readFile(from, 'utf8');
  for (const [name, value] of Object.entries(placed)) {
    if (isPlaceholder(name)) text = text.replaceAll(placeholders[name], value);
  }
  const path = join(dataDir, 'ppm.config.yaml');
  await writeFile(path, text);
  return path;
}

function isPlaceholder(name: string): name is keyof typeof placeholders {
  return Object.hasOwn(placeholders, name);
}

function madeDaysAgo(days: number, now: number): string {
  return `madeOn: ${new Date(now - days * day).toISOString().slice(0, 10)}`;
}
