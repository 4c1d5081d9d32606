// What the bot does by itself, with three processes of it: a slot of a schedule is carried out once, and a call of the
// escalation is made once, whichever of them is killed meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  auditIsWhole,
  closeStage,
  comesBack,
  dies,
  insists,
  openReplicaStage,
  patience,
  startKilling,
  type ReplicaStage,
} from './replica-hands.js';
import { cards, cardWith, reads, shown, threadOf } from './stage.js';

/** Minutes between two calls. */
const apart = 0.15;
const said = /waits for approval/;

let stage: ReplicaStage;
beforeAll(async () => {
  stage = await openReplicaStage({
    'schedules.each': { minute: { cron: '* * * * *', operation: 'approvals', post: 'always' } },
    'incidents.severities': {
      P1: {
        respondMinutes: 1,
        chain: [
          { afterMinutes: 0, page: ['oncall'] },
          { afterMinutes: apart, page: ['manager'] },
          { afterMinutes: 2 * apart, page: ['director'] },
        ],
        progressMinutes: 60,
        updateMinutes: null,
      },
    },
  });
}, 180_000);
afterAll(() => closeStage(stage));

const callsOf = (card: ClientMessage, user: string): number =>
  threadOf(stage, card)
    .map(shown)
    .filter((text) => text.includes('Acknowledge') && text.split('\n')[0]?.includes(`<@${user}>`))
    .length;

test('everybody is called once, in order, while one replica after the other dies', async () => {
  await insists(() => stage.ana.types('/ppm incident open P1 All syncs fail'));
  const card = await cardWith(stage, /All syncs fail/);
  const killing = startKilling(stage, 1_000);
  try {
    await until('the director is called', () => callsOf(card, 'U04DAVID') > 0, patience);
  } finally {
    await killing.stop();
  }
  expect(killing.killed()).toBeGreaterThan(1);
  expect([callsOf(card, 'U03CHLOE'), callsOf(card, 'U04DAVID')]).toEqual([1, 1]);
  const id = /I-[0-9A-Z]{6}/.exec(shown(card))?.[0] ?? '';
  await reads(stage, stage.ben, `/ppm incident resolve ${id} "A certificate had expired"`);
  await auditIsWhole(stage);
}, 300_000);

test('a slot of a schedule is carried out once, though one dies just before it', async () => {
  const slots = () => cards(stage.ana).filter((each) => said.test(shown(each)));
  const begun = slots().length;
  const next = Math.ceil(Date.now() / 60_000) * 60_000;
  await until('the minute is nearly over', () => Date.now() > next - 500, 61_000);
  const [first] = stage.bots;
  if (first) await dies(stage, first);
  await until('the next slot has its card', () => slots().length > begun, patience);
  await comesBack(stage);
  // One card a minute since the stage opened, never two.
  const minutes = new Set(slots().map(({ ts }) => Math.floor(Number(ts) / 60)));
  expect(minutes.size).toBe(slots().length);
}, 300_000);
