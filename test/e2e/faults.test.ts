// Slack and the warehouse at their worst while a restore is under way: one card, one restore, and a true ending.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { buttonsOf, textOf } from '../../sandbox/person.js';
import type { ClientMessage, SlackFaults } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  approves,
  asks,
  cards,
  connected,
  good,
  now,
  openStage,
  plans,
  projects,
  reads,
  restoredVersions,
  restores,
  runOf,
  says,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  const configPath = fileURLToPath(new URL('short-times.config.yaml', import.meta.url));
  stage = await openStage({ bot: { configPath } });
});
afterAll(() => stage?.close());

const healthy: Partial<SlackFaults> = {
  rateLimited: null,
  serverError: null,
  lostReply: null,
  refusedBlocks: [],
  down: false,
};
afterEach(() => {
  stage.slack.faults.set(healthy);
  stage.warehouse.faults.set({});
});

let target = good;
/** A plan to another version than last time, so that there is always something to restore. */
function plan(): Promise<ClientMessage> {
  target = target === good ? good - 1 : good;
  return plans(stage.ana, `/ppm table restore ${projects} --version ${target}`);
}

/** Answers in the thread of a card that tell how it ended. */
function outcomes(card: ClientMessage): ClientMessage[] {
  return stage.ana.messages().filter(({ threadTs }) => threadTs === card.ts);
}

/** One restore more, one card more, one outcome in its thread: whatever happened on the way. */
async function endsWell(card: ClientMessage, before: { cards: number; restores: number }) {
  const done = await says(stage.ana, card, /has succeeded/, 20_000);
  expect(buttonsOf(done)).toEqual(['Undo']);
  await until('the outcome is told', () => outcomes(card).length > 0);
  expect(outcomes(card)).toHaveLength(1);
  expect(restoredVersions(stage)).toBe(before.restores + 1);
  expect(cards(stage.ana)).toHaveLength(before.cards + 1);
}

const before = () => ({ cards: cards(stage.ana).length, restores: restoredVersions(stage) });

describe('Slack', () => {
  test('429, 500 and lost replies to post and update', async () => {
    const was = before();
    stage.slack.faults.set({
      lostReply: { method: 'chat.postMessage', count: 1 },
      serverError: { method: 'chat.update', count: 1 },
      rateLimited: { method: 'chat.update', retryAfterSeconds: 1, count: 1 },
    });
    const card = await plan();
    stage.slack.faults.set({
      ...healthy,
      lostReply: { method: 'chat.update', count: 2 },
      serverError: { method: 'chat.postMessage', count: 1 },
      rateLimited: { method: 'chat.update', retryAfterSeconds: 1, count: 1 },
    });
    await approves(stage.ben, card);
    await endsWell(card, was);
    const faulty = stage.slack
      .traffic()
      .filter(({ status }) => status !== 'ok' && status !== 'acked');
    expect(faulty.map(({ name, error }) => `${name} ${error ?? 'lost'}`)).toEqual(
      expect.arrayContaining([
        'chat.postMessage lost',
        'chat.postMessage http_500',
        'chat.update ratelimited',
        'chat.update lost',
      ]),
    );
  });

  test('a workspace without the new blocks gets plain ones', async () => {
    const refusedBlocks = ['plan', 'task_card', 'table', 'data_table', 'data_visualization'];
    stage.slack.faults.set({ refusedBlocks });
    const was = before();
    const card = await plan();
    await approves(stage.ben, card);
    await endsWell(card, was);
    const history = await asks(stage, stage.ana, `/ppm table history ${projects}`);
    expect(textOf(history)).toContain('RESTORE');
    const used = [now(stage.ana, card), history].flatMap(({ blocks }) =>
      blocks.map(({ type }) => type),
    );
    expect(used.filter((type) => refusedBlocks.includes(type))).toEqual([]);
    const refused = stage.slack.traffic().filter(({ error }) => error === 'invalid_blocks');
    expect(refused.length).toBeGreaterThan(0);
  });

  test('down in the middle of a run: not ready, then connected again and the card is true', async () => {
    const ready = async () => {
      const response = await fetch(`http://127.0.0.1:${stage.bot.port()}/ready`);
      return { status: response.status, body: await response.text() };
    };
    expect(await ready()).toMatchObject({ status: 200 });
    const was = before();
    const card = await plan();
    await approves(stage.ben, card);
    stage.slack.faults.set({ down: true });
    expect(await stage.ana.types('/ppm status')).toMatchObject({ ok: false });
    await expect.poll(ready, { timeout: 10_000 }).toEqual({
      status: 503,
      body: expect.stringContaining('"Slack":{"status":"unhealthy"}'),
    });
    await until('the restore is done all the same', () => restoredVersions(stage) > was.restores);
    stage.slack.faults.set({ down: false });
    await connected(stage);
    await endsWell(card, was);
    expect(await reads(stage, stage.ana, '/ppm status')).toContain('connected');
    expect(await ready()).toMatchObject({ status: 200 });
  });
});

describe('the warehouse', () => {
  test('503 and 429 on reads are tried again', async () => {
    stage.warehouse.faults.set({
      unavailable: { count: 1, retryAfterSeconds: 0 },
      tooManyRequests: { count: 1, retryAfterSeconds: 0 },
    });
    expect(await reads(stage, stage.ana, `/ppm table history ${projects}`)).toContain('with');
    expect(stage.warehouse.faults.get()).toMatchObject({
      unavailable: { count: 0 },
      tooManyRequests: { count: 0 },
    });
  });

  test('a reply that is lost after the commit: looked into, then done, and sent once', async () => {
    const was = before();
    const sent = restores(stage).length;
    const card = await plan();
    await until('the card is the only thing to draw', () => now(stage.ana, card).blocks.length > 0);
    stage.warehouse.faults.set({
      lostReply: { match: String.raw`^\s*RESTORE`, count: 1 },
      // The look into the history takes so long that the card is drawn meanwhile.
      slow: { match: 'DESCRIBE HISTORY', millis: 700 },
    });
    await approves(stage.ben, card);
    const doubtful = await says(stage.ana, card, /outcome that is being looked into/, 10_000);
    expect(textOf(doubtful)).toContain('Please do not repeat it by hand');
    expect(buttonsOf(doubtful)).toEqual([]);
    await endsWell(card, was);
    expect(restores(stage)).toHaveLength(sent + 1);
    expect(await reads(stage, stage.ana, `/ppm audit ${runOf(card)}`)).toMatch(/run\.reconciled/);
  });

  test('a statement that fails: the card says why and that nothing was done', async () => {
    const was = before();
    const card = await plan();
    stage.warehouse.faults.set({
      failStatement: {
        match: String.raw`^\s*RESTORE`,
        error: '[INSUFFICIENT_PERMISSIONS] User does not have MODIFY on the table. SQLSTATE: 42501',
        sqlState: '42501',
      },
    });
    await approves(stage.ben, card);
    const failed = await says(stage.ana, card, /has failed/);
    expect(textOf(failed)).toMatch(/MODIFY|privilege|permission/i);
    expect(restoredVersions(stage)).toBe(was.restores);
  });

  test('Cancel while it restores: the card says what the history says', async () => {
    const was = before();
    const card = await plan();
    stage.warehouse.faults.set({ slow: { match: String.raw`^\s*RESTORE`, millis: 900 } });
    const sent = restores(stage).length;
    await approves(stage.ben, card);
    await until('the RESTORE is under way', () => restores(stage).length > sent);
    expect(await reads(stage, stage.ana, `/ppm cancel ${runOf(card)}`)).toContain('being stopped');
    const ended = await says(stage.ana, card, /was cancelled|has succeeded/, 20_000);
    const restored = restoredVersions(stage) - was.restores;
    expect(/has succeeded/.test(ended.text) ? 1 : 0).toBe(restored);
    expect(restores(stage)).toHaveLength(sent + 1);
    const statement = stage.warehouse.statements().findLast(({ sql }) => /^\s*RESTORE/.test(sql));
    expect(statement?.status).toBe(restored === 1 ? 'finished' : 'cancelled');
  });
});
