// A real Alertmanager sends to the real bot through a kill and an outage of the store: at the end every alert is accounted
// for, once, and what Alertmanager sends again changes nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channels, credentials } from '../../sandbox/company.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';
import { accountOf, accountWanted, groupsOf, groupsWanted } from './account.js';
import { alertmanagerNames, startAlertmanager, type Alertmanager } from './alertmanager.js';
import { fillDisk, openMemory, type Memory } from './memory.js';
import { placedConfig } from './placed-config.js';
import { freePort } from '../../sandbox/free-port.js';
import { programNamed } from './program.js';
import { largeGroup, maxAlerts, storyAlerts } from './story.js';

const path = programNamed(...alertmanagerNames);
const patience = 60_000;
const groupsInAll = 20;

let directory: string;
let company: PretendCompany;
let alertmanager: Alertmanager;
let memory: Memory;

beforeAll(async () => {
  if (path === null) return;
  directory = await mkdtemp(join(tmpdir(), 'ppm-engines-'));
  const [botPort, port] = [await freePort(), await freePort()];
  const configPath = await placedConfig(directory, {
    alertmanagerUrl: `http://127.0.0.1:${port}`,
    // A card for each group however many there are.
    stormGroupsPerMinute: 1000,
  });
  company = await openCompany({
    slack: { rate: false },
    bot: { configPath, extra: { PORT: String(botPort) } },
  });
  await company.bot.start();
  memory = openMemory(company.dataDir);
  alertmanager = await startAlertmanager({
    path,
    port,
    receiver: {
      url: `http://127.0.0.1:${botPort}/webhooks/alertmanager`,
      secret: credentials.alertmanagerSecret,
      maxAlerts,
    },
  });
});
afterAll(async () => {
  await alertmanager?.close();
  await memory?.close();
  await company?.close();
  if (directory) await rm(directory, { recursive: true, force: true });
});

const missing =
  path === null ? ' (skipped, no Alertmanager: apt-get install prometheus-alertmanager)' : '';
const all = storyAlerts(Date.now() - 60_000);

test.skipIf(path === null)(
  `a kill and an outage of the store: every alert is accounted for${missing}`,
  async () => {
    await alertmanager.post(all.filter(({ isEarly }) => isEarly));
    await until('the first alerts are stored', async () => (await memory.count()) > 0);
    await company.bot.kill('SIGKILL');
    await alertmanager.post(all.filter(({ isEarly }) => !isEarly));
    await until(
      'Alertmanager finds nobody',
      () => alertmanager.said('connection refused') > 0,
      patience,
    );
    await company.bot.start();
    await until(
      'every alert is stored',
      async () => (await memory.count()) >= all.length,
      patience,
    );

    const makeRoom = fillDisk(company.bot.pid() ?? 0);
    try {
      const endsAt = Date.now();
      await alertmanager.post(all.filter(({ ends }) => ends).map((each) => ({ ...each, endsAt })));
      await until(
        'Alertmanager is told to try again',
        () => alertmanager.said('unexpected status code 503') > 0,
        patience,
      );
    } finally {
      makeRoom();
    }
    await expect.poll(() => accountOf(memory), { timeout: patience }).toEqual(accountWanted(all));
    await expect.poll(() => groupsOf(memory), { timeout: patience }).toEqual(groupsWanted(all));
    await onOneCardEach();

    const before = await whole();
    const sent = await alertmanager.notifications();
    await until(
      'Alertmanager has sent all of it again, twice',
      async () => (await alertmanager.notifications()) >= sent + 2 * groupsInAll,
      patience,
    );
    await until('it is worked on', async () => (await memory.waiting()) === 0, patience);
    expect(await whole()).toEqual(before);
    await onOneCardEach();
  },
);

test.skipIf(path === null)(
  `what ends among the alerts that a notification had no room for has ended${missing}`,
  async () => {
    const more = largeGroup(Date.now() - 60_000);
    await alertmanager.post(more);
    await until(
      'what was left out is fetched',
      async () => (await memory.count()) >= all.length + more.length,
      patience,
    );
    const endsAt = Date.now();
    await alertmanager.post(more.map((each) => ({ ...each, endsAt })));
    const wanted = [...more.map((each) => ({ ...each, ends: true })), ...all];
    await expect
      .poll(() => accountOf(memory), { timeout: patience })
      .toEqual(accountWanted(wanted));
    await expect.poll(() => groupsOf(memory), { timeout: patience }).toEqual(groupsWanted(wanted));
  },
);

/** Each group has a card, and there is none besides. */
async function onOneCardEach(): Promise<void> {
  const groups = await memory.groups();
  await until(
    'every group has its card',
    async () =>
      (await Promise.all(groups.map(({ id }) => memory.cardOf(id)))).every((card) => card?.ts),
    patience,
  );
  const rows = await Promise.all(groups.map(({ id }) => memory.cardOf(id)));
  const roots = company.slack
    .messages(channels[0].id)
    .filter(({ threadTs, ephemeralTo, metadata }) => metadata && !threadTs && !ephemeralTo);
  expect(new Set(roots.map(({ ts }) => ts))).toEqual(new Set(rows.map((card) => card?.ts)));
  expect(roots).toHaveLength(groupsInAll);
}

/** Everything about alerts, with revisions: whatever was written shows. */
async function whole() {
  return { alerts: await memory.alerts(), groups: await memory.groups() };
}
