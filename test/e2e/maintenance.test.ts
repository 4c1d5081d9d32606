// Who is on call, taking over for a while, and a maintenance window from its beginning to the health check at its end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runbookAlert } from '../../sandbox/alerts/index.js';
import { until } from '../../sandbox/until.js';
import { becomes, cardAfter, cards, now, openStage, reads, shown, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

test('on call: who, until when, who next; somebody takes over and gives it back', async () => {
  const usual = await reads(stage, stage.eve, '/ppm oncall');
  expect(usual).toMatch(/ana/);
  expect(usual).toMatch(/ben/);
  const taken = await reads(stage, stage.ana, '/ppm oncall override chloe --for 2h --reason swap');
  const override = /O-[0-9A-Z]{6}/.exec(taken)?.[0] ?? '';
  expect(override).not.toBe('');
  expect(await reads(stage, stage.eve, '/ppm oncall')).toMatch(/chloe/);
  expect(await reads(stage, stage.eve, '/ppm status')).toMatch(/On call\*?\s*chloe/);
  expect(await reads(stage, stage.ben, '/ppm oncall override ben --for 1h')).toContain(override);
  await reads(stage, stage.ana, `/ppm oncall end ${override}`);
  expect(await reads(stage, stage.eve, '/ppm status')).not.toMatch(/On call\*?\s*chloe/);
});

test('maintenance: syncs are refused, alerts held and counted, and its end looks at the health', async () => {
  const card = await cardAfter(stage.ana, 'a window', () =>
    stage.ana.types('/ppm maintenance start oberaconnect --for 1h --reason "new disks"'),
  );
  const window = /M-[0-9A-Z]{6}/.exec(shown(card))?.[0] ?? '';
  await becomes(stage, card, /new disks/);
  expect(await reads(stage, stage.ana, '/ppm sync oberaconnect')).toMatch(/paused|maintenance/i);
  stage.alerts.fire(runbookAlert('ComponentDown'));
  await until('the alert is told', () => stage.alerts.pending() === 0);
  await becomes(stage, card, /1 .*(held|alert)/i, 20_000);
  const open = () =>
    cards(stage.ana).filter(({ metadata }) =>
      String(metadata?.event_payload['card']).startsWith('alert-group:'),
    );
  expect(open()).toEqual([]);
  expect(await reads(stage, stage.ben, `/ppm maintenance end ${window}`)).toContain(window);
  await becomes(stage, card, /[Ee]nded/, 60_000);
  expect(shown(now(stage.ana, card))).toMatch(/[Hh]ealth/);
  // It still fires: now it has its card.
  await until('the alert has its card', () => open().length === 1, 20_000);
  stage.alerts.resolveAll();
});
