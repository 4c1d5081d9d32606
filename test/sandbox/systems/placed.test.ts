// The company's configuration once it is open: every address, path and date is a real one, and the five systems and their
// switches can be reached over plain HTTP.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDoor } from '../../../sandbox/door.js';
import { openCompany, type PretendCompany } from '../../../sandbox/pretend-company.js';
import { handlePage } from '../../../sandbox/routes.js';
import { exposedFile, exposedKey } from '../../../sandbox/systems/exposed-files.js';
import { loadConfig } from '../../../src/config/config-file.js';
import { ask } from './support.js';

let company: PretendCompany;
let config: ReturnType<typeof loadConfig>['config'];
let control: string;
let close: () => Promise<void>;

beforeAll(async () => {
  company = await openCompany();
  ({ config } = loadConfig(company.botOptions.configPath));
  const server = createServer((request, response) => {
    void handlePage(company, request, response);
  });
  const door = await openDoor(server);
  control = `http://127.0.0.1:${door.port}/systems/state`;
  ({ close } = door);
});
afterAll(async () => {
  await close();
  await company.close();
});

it('has the same components as the simulators tell of, all of them well', async () => {
  const configured = Object.entries(config.systems).flatMap(([system, { components }]) =>
    Object.keys(components).map((component) => ({ system, component, isWell: true, problem: '' })),
  );
  expect(await company.componentStates()).toEqual(configured);
});

it('names addresses that answer, and files that are there', async () => {
  const all = Object.values(config.systems);
  const addresses = all.flatMap(({ components, metrics }) => [
    ...Object.values(components).flatMap((one) => ('url' in one ? [one.url] : [])),
    ...(metrics ? [metrics.url] : []),
  ]);
  expect(addresses).toHaveLength(18);
  for (const address of addresses) expect(await ask(address)).toMatchObject({ status: 200 });
  const files = [
    ...all.flatMap(({ logs }) => logs.map(({ path }) => path)),
    ...config.upkeep.searched,
    company.portal.caPath,
  ];
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
  expect(readFileSync(company.botOptions.configPath, 'utf8')).not.toMatch(/localhost:\d|\/opt\//);
});

it('has an exposed key in one of the searched files', () => {
  const [folder = ''] = config.upkeep.searched;
  expect(readFileSync(join(folder, exposedFile), 'utf8')).toContain(exposedKey);
});

it('has credentials that were made 120 and 20 days ago', () => {
  const days = ['notion', 'databricks'].map((name) => {
    const made = config.upkeep.credentials[name]?.madeOn ?? '';
    return Math.floor((Date.now() - Date.parse(made)) / 86_400_000);
  });
  expect(days).toEqual([120, 20]);
});

const turn = (body: object) => ask(control, { method: 'POST', body: JSON.stringify(body) });

it('shows and throws its switches over HTTP, and refuses what is none', async () => {
  const said = JSON.parse((await turn({ id: 'github-401', isOn: true })).text);
  expect(said.components).toContainEqual({
    system: 'finance-ppm',
    component: 'github',
    isWell: false,
    problem: 'HTTP 401 Bad credentials',
  });
  expect(company.github.isRefusing()).toBe(true);
  expect(JSON.parse((await ask(control)).text)).toEqual(said);
  expect(await turn({ id: 'no-such', isOn: true })).toMatchObject({ status: 400 });
  expect(await turn({ isOn: true })).toMatchObject({ status: 400 });
  expect((await company.switches.list()).filter(({ isOn }) => isOn)).toHaveLength(5);
  expect(await turn({ isOn: false })).toMatchObject({ status: 200 });
  expect((await company.switches.list()).filter(({ isOn }) => isOn)).toEqual([]);
});
