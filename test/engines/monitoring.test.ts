// What stands in monitoring/ against the real tools: promtool reads the rules, the dashboard's queries and the bot's own
// metrics; and a real Prometheus with a real Alertmanager closes the loop, from a broken component to a card in the channel.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { credentials } from '../../sandbox/company.js';
import { becomes, cardWith, openStage, reads, shown, type Stage } from '../e2e/stage.js';
import { alertmanagerNames, startAlertmanager, type Alertmanager } from './alertmanager.js';
import { placedConfig } from './placed-config.js';
import { freePort } from '../../sandbox/free-port.js';
import { programNamed } from './program.js';
import { rulesPath, startPrometheus, type Prometheus } from './prometheus.js';

const promtool = programNamed('promtool');
const prometheusPath = programNamed('prometheus');
const alertmanagerPath = programNamed(...alertmanagerNames);
const complete = promtool !== null && prometheusPath !== null && alertmanagerPath !== null;
const missing = complete
  ? ''
  : ' (skipped, no Prometheus: apt-get install prometheus prometheus-alertmanager)';

const monitoring = (name: string): string =>
  fileURLToPath(new URL(`../../monitoring/${name}`, import.meta.url));

let directory: string;
let stage: Stage;
let alertmanager: Alertmanager;
let prometheus: Prometheus;
let botPort: number;

beforeAll(async () => {
  if (!complete) return;
  directory = await mkdtemp(join(tmpdir(), 'ppm-monitoring-'));
  const [port, prometheusPort] = [await freePort(), await freePort()];
  botPort = await freePort();
  const configPath = await placedConfig(directory, {
    alertmanagerUrl: `http://127.0.0.1:${port}`,
  });
  stage = await openStage({ bot: { configPath, extra: { PORT: String(botPort) } } });
  alertmanager = await startAlertmanager({
    path: alertmanagerPath,
    port,
    receiver: {
      url: `http://127.0.0.1:${botPort}/webhooks/alertmanager`,
      secret: credentials.alertmanagerSecret,
      maxAlerts: 0,
    },
  });
  prometheus = await startPrometheus({
    path: prometheusPath,
    port: prometheusPort,
    bot: `127.0.0.1:${botPort}`,
    alertmanager: `127.0.0.1:${port}`,
  });
});
afterAll(async () => {
  await prometheus?.close();
  await alertmanager?.close();
  await stage?.close();
  if (directory) await rm(directory, { recursive: true, force: true });
});

/** What promtool says; fails the test where it is not content. */
function checked(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(promtool ?? '', args, { input, encoding: 'utf8' });
  expect({ args, status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({
    args,
    status: 0,
    said: '',
  });
  return stdout;
}

/** Names that are not ours to choose: those of runbook 2, and of prom-client. */
const given = /^(\w+_component_latency_ms .*abbreviated units|nodejs_active_\w+_total non-counter)/;

/** What promtool finds wrong with metrics. */
function lintOf(text: string): string[] {
  const { stdout, stderr } = spawnSync(promtool ?? '', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !given.test(line));
}

const ownMetrics = async (): Promise<string> =>
  (await fetch(`http://127.0.0.1:${botPort}/metrics`)).text();

const dashboardSchema = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
  ),
});
const panels = async () =>
  dashboardSchema.parse(JSON.parse(await readFile(monitoring('grafana/dashboard.json'), 'utf8')))
    .panels;

test.skipIf(!complete)(`promtool accepts the rules and their tests${missing}`, () => {
  checked(['check', 'rules', rulesPath]);
  checked(['check', 'config', monitoring('prometheus/prometheus.yml')]);
  expect(checked(['test', 'rules', monitoring('prometheus/alerts.test.yml')])).toContain('SUCCESS');
});

test.skipIf(!complete)(`promtool accepts the dashboard's queries${missing}`, async () => {
  const rules = (await panels()).flatMap(({ targets }, panel) =>
    targets.map(({ expr }, target) => ({ record: `panel_${panel}_${target}`, expr })),
  );
  expect(rules.length).toBeGreaterThan(30);
  const path = join(directory, 'dashboard-rules.yml');
  await writeFile(path, stringify({ groups: [{ name: 'dashboard', rules }] }));
  checked(['check', 'rules', path]);
});

test.skipIf(!complete)(`the dashboard has the panels of runbooks 2 and 4${missing}`, async () => {
  const titles = (await panels()).map(({ title }) => title);
  const wanted = [
    'Service Health, Component Status, API Latency',
    'System status, Request rate, Error rate, P50/P95/P99 latency',
    'CPU usage, Memory usage, Disk usage, Network I/O',
    'API calls per minute, Rate limit hits, API error rate, Response times',
    'Connection pool usage, Query latency, Operations per second, Storage usage',
  ].flatMap((row) => row.split(', '));
  expect(wanted.filter((one) => !titles.includes(one))).toEqual([]);
});

test.skipIf(!complete)(
  `promtool accepts the bot's metrics, and the bot has every metric that rules and dashboard take from it${missing}`,
  async () => {
    await reads(stage, stage.ana, '/ppm health');
    const text = await ownMetrics();
    expect(lintOf(text)).toEqual([]);
    const used = `${await readFile(rulesPath, 'utf8')}${JSON.stringify(await panels())}`;
    const names = new Set(used.match(/\b(ppm_[a-z_]+|circuit_state|notion_[a-z_]+_total)\b/g));
    const bare = [...names].map((name) => name.replace(/_bucket$/, ''));
    expect(bare.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
  },
);

test.skipIf(!complete)(
  `a broken component becomes a card in the channel, and its end is seen${missing}`,
  async () => {
    await stage.switches.set('control-room-down', true);
    await reads(stage, stage.ana, '/ppm health finance-ppm control-room');
    const card = await cardWith(stage, /Component control-room of finance-ppm is down/);
    // Diagnosed before anybody is at a keyboard.
    await becomes(stage, card, /The Control Room does not answer as healthy/, 60_000);
    await stage.switches.set('control-room-down', false);
    // Its diagnosis has found the KPIs down as well.
    await reads(stage, stage.ana, '/ppm health finance-ppm');
    const resolved = await becomes(stage, card, /Resolved/, 90_000);
    expect(shown(resolved)).toContain('control-room');
  },
);
