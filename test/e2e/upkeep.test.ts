// What the bot looks after by itself, used as people use it: schedules, reports, settings, circuits, offline mode, rotation,
// reviews, the Home tab, and its web address.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { notionDatabases } from '../../sandbox/company.js';
import { until } from '../../sandbox/until.js';
import {
  asks,
  becomes,
  carriesOut,
  cardWith,
  connected,
  openStage,
  plans,
  reads,
  says,
  shown,
  takesBack,
  type Stage,
} from './stage.js';

let stage: Stage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-upkeep-'));
  const configPath = join(folder, 'ppm.config.yaml');
  const usual = await readFile('sandbox/ppm.config.yaml', 'utf8');
  // What is red in the morning opens its incident after some seconds.
  await writeFile(configPath, usual.replace(/^upkeep:\n/m, 'upkeep:\n  redMinutes: 0.1\n'));
  stage = await openStage({ notion: { requestsPerMinute: 0 }, bot: { configPath } });
  await stage.switches.allOff();
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${stage.bot.port()}${path}`);

/** Titles of the reports in Notion. */
const filed = (): string =>
  stage.notion
    .pages(notionDatabases.reports.id)
    .map(({ properties }) => JSON.stringify(properties['Name']))
    .join();

describe('the morning', () => {
  test('a schedule is paused, passes its slots, and goes on', async () => {
    expect(
      await reads(stage, stage.ana, '/ppm schedule pause evening-summary --for 2h --reason fair'),
    ).toMatch(/evening-summary/);
    expect(await reads(stage, stage.eve, '/ppm schedule evening-summary')).toMatch(
      /paused[^]*fair/,
    );
    expect(await reads(stage, stage.ana, '/ppm schedule resume evening-summary')).toMatch(
      /evening-summary/,
    );
  });

  test('is one card in the channel, which says all in a line and carries the head of the audit log', async () => {
    const run = await asks(stage, stage.ana, '/ppm schedule run daily-health', 60_000);
    expect(shown(run)).toMatch(/daily-health/);
    // On a busy machine one answers slowly, which is amber.
    const card = await cardWith(stage, /components are good|amber of \d+/);
    expect(shown(card)).toMatch(/Audit: \d+ entries, head [0-9a-f]{64}/);
    expect(card.blocks.map(({ type }) => type)).toContain('data_visualization');
    expect(await reads(stage, stage.eve, '/ppm schedule')).toMatch(/daily-health[^]*(ok|problems)/);
    await until('it is a page in Notion as well', () => /Morning report/.test(filed()), 30_000);
  }, 120_000);

  test('what is red and stays red opens one incident, which names it', async () => {
    await stage.switches.set('mcp-down', true);
    await asks(stage, stage.ana, '/ppm schedule run daily-health', 60_000);
    const card = await cardWith(stage, /The MCP server does not answer as healthy/);
    expect(shown(card)).toMatch(/1 red.* of \d+/);
    const incident = await cardWith(stage, /P2 Open.*/, 60_000);
    expect(shown(incident)).toMatch(/orchestra\/mcp-server|MCP server/);
    await stage.switches.set('mcp-down', false);
  }, 120_000);
});

test('a report is filed as a page in Notion, once a day', async () => {
  const card = await plans(stage.ana, '/ppm report evening --notion');
  await says(stage.ana, card, /has succeeded/, 60_000);
  expect(filed()).toMatch(/Evening report \d{4}-\d\d-\d\d/);
  expect(await reads(stage, stage.ana, '/ppm report evening --notion')).toMatch(/is filed/);
});

test('a setting is changed for a while by two people, and taken back', async () => {
  const set = 'settings set notion.cursors 4 --for 2h --reason "Notion answers 429"';
  const card = await carriesOut(stage, set);
  expect(await reads(stage, stage.eve, '/ppm settings')).toMatch(
    /notion\.cursors[^]*4 queries[^]*8 queries[^]*ana/,
  );
  await takesBack(stage, card);
  expect(await reads(stage, stage.eve, '/ppm settings')).toContain(
    'All settings are as configured',
  );
});

describe('an outside system that fails', () => {
  test('opens its circuit, which is closed by a button', async () => {
    await stage.switches.set('notion-5xx', true);
    // Its tries take 15 s together.
    await asks(stage, stage.ana, '/ppm notion access', 40_000);
    const open = await until(
      'the circuit is open',
      async () => {
        const circuits = await asks(stage, stage.ana, '/ppm circuits');
        return /open/.test(circuits.text) ? circuits : null;
      },
      60_000,
    );
    await stage.switches.set('notion-5xx', false);
    expect(await reads(stage, stage.ana, '/ppm notion access')).toMatch(/left alone/);
    expect(shown(open)).toMatch(/circuits.reset/);
    expect(await reads(stage, stage.ana, '/ppm circuits reset notion')).toMatch(/notion/);
    expect(await reads(stage, stage.ana, '/ppm notion access')).toMatch(/can read \d+ of \d+/);
  }, 120_000);

  test('is answered for from what was last known, and every answer says so', async () => {
    expect(await reads(stage, stage.eve, '/ppm freshness')).not.toMatch(/Offline/);
    const card = await carriesOut(stage, 'offline on --for 1h --reason "Databricks is down"');
    await stage.switches.set('warehouse-down', true);
    const old = await reads(stage, stage.eve, '/ppm freshness');
    expect(old).toMatch(/Offline/);
    expect(old).toMatch(/as of .*Databricks is down|Databricks is down[^]*as of/i);
    expect(await reads(stage, stage.eve, '/ppm status')).toMatch(/Offline mode/);
    await stage.switches.set('warehouse-down', false);
    await takesBack(stage, card);
    expect(await reads(stage, stage.eve, '/ppm freshness')).not.toMatch(/Offline/);
  });
});

test('a rotation goes step by step, and a step that is not true does not count', async () => {
  await carriesOut(stage, 'rotate databricks');
  expect(await reads(stage, stage.ana, '/ppm rotate step databricks verify')).toMatch(/make/);
  expect(
    await reads(stage, stage.ana, '/ppm rotate step databricks make --note "expires in May"'),
  ).toMatch(/store/);
  expect(await reads(stage, stage.ana, '/ppm rotate step databricks store')).toMatch(/redeploy/);
  // The bot still runs with the token of before.
  expect(await reads(stage, stage.ana, '/ppm rotate step databricks redeploy')).toMatch(
    /still|same|not changed|differ/i,
  );
  expect(await reads(stage, stage.eve, '/ppm rotations')).toMatch(/C-[0-9A-Z]{6}/);
  expect(
    await reads(stage, stage.ana, '/ppm rotate cancel databricks --reason "only a try"'),
  ).toMatch(/databricks|cancelled/i);
});

test('the access review is signed once, by one person', async () => {
  expect(await reads(stage, stage.ana, '/ppm access review')).toMatch(/not signed yet/);
  await reads(stage, stage.ana, '/ppm access sign --note "all as it should be"');
  expect(await reads(stage, stage.ben, '/ppm access sign --note "me too"')).toMatch(/ana/);
  expect(await reads(stage, stage.eve, '/ppm access review')).toMatch(/signed[^]*ana/);
});

test('the security audit says where a key lies and never what it is', async () => {
  const said = await reads(stage, stage.eve, '/ppm security audit');
  expect(said).toMatch(/Notion token: exposed in \d place/);
  expect(said).toMatch(/notion_daily_summary\.py:\d+/);
  expect(said).not.toMatch(/(secret|ntn)_[A-Za-z0-9]{20,}/);
});

describe('bad input names the field and what there is', () => {
  test.each([
    ['/ppm settings set notion.cursors 99', /32/],
    ['/ppm schedule run dialy-health', /daily-health/],
    ['/ppm schedule pause daily-health --for 9y', /30m, 2h or 1d|span/],
    ['/ppm logs wittwiz', /wittwizz/],
    ['/ppm diagnose control-rom', /control-room/],
    ['/ppm health finance-ppm kpi', /kpis/],
    ['/ppm report noon', /morning/],
    ['/ppm circuits reset notoin', /notion/],
    ['/ppm metrics finance', /finance-ppm/],
    ['/ppm rotate step databricks burn', /make|revoke/],
    ['/ppm access sign --period 2026-13', /period|month/i],
  ])('%s', async (command, what) => {
    expect(await reads(stage, stage.ana, command)).toMatch(what);
  });
});

describe('the web address', () => {
  test('/health, /ready and /health/sync', async () => {
    expect((await at('/health')).status).toBe(200);
    const ready = z
      .object({
        status: z.string(),
        checks: z.record(z.string(), z.object({ status: z.string() })),
      })
      .parse(await (await at('/ready')).json());
    expect(ready.checks).toMatchObject({ Store: { status: 'healthy' } });
    // It tells what was last known, and the probes of every five minutes may have met Notion while it was away.
    await reads(stage, stage.ana, '/ppm health finance-ppm notion');
    const syncs = z
      .object({ notion: z.object({ status: z.string() }) })
      .parse(await (await at('/health/sync')).json());
    expect(syncs.notion.status).toBe('healthy');
  });

  test("/metrics has the runbooks' names and the bot's own", async () => {
    await reads(stage, stage.ana, '/ppm health');
    const text = await (await at('/metrics')).text();
    const wanted = [
      'oberaconnect_healthy 1',
      'oberaconnect_component_healthy{component="disk"} 1',
      'oberaconnect_component_latency_ms{component="service"}',
      'http_requests_total{method="GET",path="/health",status_code="200"}',
      'http_request_duration_seconds{quantile="0.95"',
      'notion_api_calls_total{',
      'rate_limit_hits_total{system="notion"}',
      'ppm_runs_total{operation="report.file",outcome="succeeded"}',
      'ppm_approvals_waiting 0',
      'ppm_queue_age_seconds',
      'ppm_publisher_lag_seconds',
      'ppm_escalation_lateness_seconds_bucket',
      'circuit_state{system="notion"} 0',
      'nodejs_eventloop_lag_p99_seconds',
      'ppm_schedule_runs_total',
    ];
    expect(wanted.filter((one) => !text.includes(one))).toEqual([]);
  });
});

test('the Home tab shows what waits for me, and stops when it no longer does', async () => {
  const home = (): string => JSON.stringify(stage.slack.state(stage.ben.id).home ?? {});
  const card = await plans(stage.ana, '/ppm settings set notion.cursors 2');
  const run = /R-[0-9A-Z]{6}/.exec(card.text)?.[0] ?? 'no run';
  await stage.slack.act(stage.ben.id, { type: 'open_home' });
  await until('his Home tab names the run', () => home().includes(run));
  expect(home()).toMatch(/Waiting for you[^]*Look and decide/);
  await stage.ana.types(`/ppm cancel ${run}`);
  await becomes(stage, card, /cancelled/i);
  await until('his Home tab is drawn anew', () => !home().includes(run), 60_000);
}, 120_000);

test('everything is there again after a restart', async () => {
  await stage.bot.kill('SIGKILL');
  await stage.bot.start();
  await connected(stage);
  expect(await reads(stage, stage.eve, '/ppm status')).toMatch(/components/);
  expect(await reads(stage, stage.eve, '/ppm schedule')).toMatch(/daily-health[^]*(ok|problems)/);
});
