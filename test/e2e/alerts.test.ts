// Alerts from their senders to the channel: one card a group, already looked into, and everything that people do with it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runbookAlert, runbookAlerts } from '../../sandbox/alerts/index.js';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  becomes,
  cards,
  cardWith,
  connected,
  now,
  openStage,
  reads,
  shown,
  type Stage,
  threadOf,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const latency = runbookAlert('HighLatency');
const limits = runbookAlert('RateLimitHits');

const groupOf = (card: ClientMessage): string =>
  /G-[0-9A-Z]{6}/.exec(JSON.stringify(card))?.[0] ?? '';

describe('an alert', () => {
  let card: ClientMessage;

  test('is a card that says what is wrong, since when, and what was found', async () => {
    stage.alerts.fire(latency);
    card = await cardWith(stage, /High latency on notion_api/);
    expect(buttonsOf(card)).toContain('Acknowledge');
    // Risks has not been synced for 31 hours: the diagnosis finds what there is to find.
    await becomes(stage, card, /notion_api/);
    await until('the alerts are listed in the thread', () =>
      threadOf(stage, card).some((message) => shown(message).includes('notion_api')),
    );
  });

  test('is acknowledged with a click, once, by the first', async () => {
    expect(await stage.ben.clicks(card, 'Acknowledge')).toMatchObject({ ok: true });
    const acknowledged = await becomes(stage, card, /[Aa]cknowledged/);
    expect(shown(acknowledged)).toContain('<@U02BEN>');
    expect(buttonsOf(acknowledged)).not.toContain('Acknowledge');
    expect(await reads(stage, stage.ana, `/ppm alert ack ${groupOf(card)}`)).toMatch(
      /ben|<@U02BEN>/,
    );
  });

  test('is listed, shown, and silenced with a reason and an end', async () => {
    const id = groupOf(card);
    expect(await reads(stage, stage.eve, '/ppm alerts')).toContain(id);
    expect(await reads(stage, stage.eve, `/ppm alert show ${id}`)).toContain('notion_api');
    const refused = await reads(stage, stage.eve, `/ppm alert silence ${id} --for 1h --reason x`);
    expect(refused).toMatch(/hold no role/);
    const silenced = await reads(
      stage,
      stage.ana,
      `/ppm alert silence ${id} --for 1h --reason "known since Monday"`,
    );
    expect(silenced).toMatch(/S-[0-9A-Z]{6}/);
    await becomes(stage, card, /[Ss]ilenced/);
    const silence = /S-[0-9A-Z]{6}/.exec(silenced)?.[0] ?? '';
    await reads(stage, stage.ana, `/ppm alert unsilence ${silence}`);
    await until(
      'it is not silenced any more',
      () => !/[Ss]ilenced/.test(shown(now(stage.ana, card))),
    );
  });

  test('is resolved on its card and told in its thread', async () => {
    stage.alerts.resolve(latency);
    await becomes(stage, card, /[Rr]esolved/);
    await until('the thread tells', () =>
      threadOf(stage, card).some((message) => /\*Resolved\* after/.test(shown(message))),
    );
    expect(cards(stage.ana).filter((each) => groupOf(each) === groupOf(card))).toHaveLength(1);
  });
});

test('60 alerts of one group are one card, updated in place', async () => {
  const component = (at: number) => ({
    labels: {
      alertname: 'ComponentDown',
      system: 'wittwizz',
      component: `part-${at}`,
      severity: 'warning',
    },
    annotations: { summary: `Part ${at} is down` },
  });
  for (let at = 0; at < 60; at += 1) stage.alerts.fire(component(at));
  const card = await cardWith(stage, /60 alerts firing/);
  expect(shown(card)).toMatch(/part-\d+/);
  for (let at = 0; at < 60; at += 1) stage.alerts.resolve(component(at));
  await becomes(stage, card, /[Rr]esolved/);
});

test('what it says is inert, however hostile', async () => {
  const nasty = '<!channel> <https://evil.example|click> `x` *b* ‮gnp.exe & <@U02BEN>';
  stage.alerts.fire({
    labels: { alertname: 'Hostile', system: 'finance-ppm', severity: 'warning', component: nasty },
    annotations: { summary: `${nasty} end`, description: 'x'.repeat(5_000) },
  });
  const card = await cardWith(stage, /gnp\.exe/);
  // A button's value is data, which nobody reads.
  const read = [card, ...threadOf(stage, card)].map((message) =>
    JSON.stringify(message, withoutValues),
  );
  const raw = read.join();
  expect(raw).not.toContain('<!channel>');
  expect(raw).not.toContain('<https://evil.example');
  expect(raw).not.toContain('‮');
  stage.alerts.resolveAll();
});

test('a bot that is away loses nothing: its sender tries again', async () => {
  await stage.bot.kill('SIGKILL');
  stage.alerts.fire(limits);
  await until('the first try has failed', () =>
    stage.alerts
      .traffic()
      .some(({ what, status }) => what.includes('RateLimitHits') && status === 0),
  );
  await stage.bot.start();
  await connected(stage);
  const card = await cardWith(stage, /rate limit being hit frequently/, 20_000);
  await until('all is told', () => stage.alerts.pending() === 0);
  expect(cards(stage.ana).filter((each) => groupOf(each) === groupOf(card))).toHaveLength(1);
  stage.alerts.resolveAll();
});

test('Grafana, Databricks and GitHub are heard as well, each by its own proof', async () => {
  stage.alerts.grafana({
    labels: { alertname: 'DashboardStale', system: 'orchestra', severity: 'warning' },
    annotations: { summary: 'The dashboard shows old numbers' },
  });
  stage.alerts.databricksFailure('silver_transformations');
  stage.alerts.githubFailure('deploy');
  await cardWith(stage, /The dashboard shows old numbers/);
  const job = await cardWith(stage, /job silver_transformations[^]* failed/);
  const workflow = await cardWith(stage, /Workflow deploy failed/);
  stage.alerts.databricksSuccess('silver_transformations');
  stage.alerts.githubSuccess('deploy');
  await becomes(stage, job, /[Rr]esolved/);
  await becomes(stage, workflow, /[Rr]esolved/);
  expect(stage.alerts.traffic().filter(({ status }) => status >= 400)).toEqual([]);
});

test('what the runbooks alert on goes to the right system, with a way on', async () => {
  const quiet = runbookAlerts.filter(
    ({ key }) => !['APIDown', 'NotionSyncUnhealthy', 'HighErrorRate'].includes(key),
  );
  for (const { key } of quiet) stage.alerts.fire(runbookAlert(key));
  await until('all is told', () => stage.alerts.pending() === 0);
  const listed = await until('each is listed', async () => {
    const text = await reads(stage, stage.ana, '/ppm alerts --limit 50');
    return quiet.every(({ annotations }) => text.includes(annotations.summary)) ? text : null;
  });
  for (const { labels } of quiet) expect(listed).toContain(labels.system);
  stage.alerts.resolveAll();
});

function withoutValues(key: string, value: unknown): unknown {
  return key === 'value' ? undefined : value;
}
