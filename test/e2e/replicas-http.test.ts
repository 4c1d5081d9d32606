// Several replicas behind one public address: Slack and the senders of alerts know only the balancer, whatever becomes of the
// processes behind it; what Slack sends again is known, whichever of them hears it.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bot, channels, credentials, people, workspace } from '../../sandbox/company.js';
import { until } from '../../sandbox/until.js';
import {
  auditIsWhole,
  cardsOf,
  closeStage,
  openReplicaStage,
  patience,
  type ReplicaStage,
} from './replica-hands.js';
import {
  approves,
  cards,
  cardWith,
  good,
  plans,
  projects,
  reads,
  restoredVersions,
  restores,
  says,
  shown,
} from './stage.js';

let stage: ReplicaStage;
beforeAll(async () => {
  stage = await openReplicaStage({ slack: { mode: 'http' } }, {}, async ({ slack, replicas }) => {
    slack.setHttpMode({
      requestUrl: `${replicas.url()}/slack/events`,
      signingSecret: credentials.slackSigningSecret,
    });
    await until('all are ready', () => replicas.balancer?.ready().length === 3);
  });
}, 180_000);
afterAll(() => closeStage(stage));

const ready = (): string[] => stage.replicas.balancer?.ready() ?? [];

/** A slash command as Slack posts it, past the balancer, to one replica; a repeat says so in its headers. */
async function posts(
  port: number,
  text: string,
  trigger: string,
  attempt: number,
): Promise<number> {
  const body = new URLSearchParams({
    team_id: workspace.id,
    channel_id: channels[0].id,
    user_id: people[0].id,
    command: bot.command,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: `${stage.slack.url}/commands/none/none`,
    trigger_id: trigger,
    text,
  }).toString();
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', credentials.slackSigningSecret)
    .update(`v0:${at}:${body}`)
    .digest('hex');
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
      ...(attempt === 0
        ? {}
        : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_timeout' }),
    },
  });
  await response.text();
  return response.status;
}

test('Slack verifies the address, and no socket is opened', async () => {
  expect(await stage.slack.verifyRequestUrl()).toBe(true);
  expect(stage.slack.connections()).toBe(0);
});

test('a restore from the command to its end, while one replica is killed: one execution, one card', async () => {
  const before = restoredVersions(stage);
  const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good}`);
  stage.warehouse.faults.set({ slow: { match: String.raw`^\s*RESTORE`, millis: 2_000 } });
  await approves(stage.ben, card);
  await until('the RESTORE is under way', () => restores(stage).length === 1);
  const [first, second] = stage.bots;
  await first?.kill('SIGKILL');
  // The next request may go to the dead one: the balancer passes it over.
  for (let turn = 0; turn < 4; turn += 1)
    expect(await reads(stage, stage.eve, '/ppm status')).toContain('Databricks');
  stage.alerts.fire({
    labels: { alertname: 'HostLost', system: 'wittwizz', severity: 'warning' },
    annotations: { summary: 'While one is dead' },
  });
  await cardWith(stage, /While one is dead/);
  await until('it is out', () => ready().length === 2);
  await first?.start();
  await until('it is in again', () => ready().length === 3);
  await second?.kill('SIGKILL');
  await says(stage.ana, card, /has succeeded/, patience);
  await second?.start();
  stage.warehouse.faults.set({});
  expect(restoredVersions(stage)).toBe(before + 1);
  expect(restores(stage)).toHaveLength(1);
  expect(cardsOf(stage, card)).toHaveLength(1);
  await auditIsWhole(stage);
}, 240_000);

test('what Slack sends again to the others is known there: one card', async () => {
  const before = cards(stage.ana).length;
  const wanted = `table restore ${projects} --version 12`;
  const statuses = await Promise.all(
    stage.bots.map((each, attempt) => posts(each.port(), wanted, 'again.1', attempt)),
  );
  expect(statuses).toEqual([200, 200, 200]);
  await until('there is a card', () => cards(stage.ana).length > before);
  for (const [attempt, each] of stage.bots.entries())
    expect(await posts(each.port(), wanted, 'again.1', attempt + 1)).toBe(200);
  expect(await reads(stage, stage.ben, '/ppm approvals')).toContain('1 waiting for approval');
  expect(cards(stage.ana)).toHaveLength(before + 1);
});

test('a paused replica is taken out, and what it was given is sent again by its sender', async () => {
  const third = stage.bots[2];
  third?.pause();
  try {
    stage.alerts.fire({
      labels: { alertname: 'HostSlow', system: 'wittwizz', severity: 'warning' },
      annotations: { summary: 'While one is paused' },
    });
    await cardWith(stage, /While one is paused/, patience);
    await until('it is out', () => ready().length === 2);
  } finally {
    third?.resume();
  }
  await until('it is in again', () => ready().length === 3);
  expect(
    cards(stage.ana).filter((card) => shown(card).includes('While one is paused')),
  ).toHaveLength(1);
}, 180_000);
