// Clicks by the wrong person, too late, twice, all at once, or forged: one effect at most, and everybody is told.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf, textOf, type Person } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  approves,
  asks,
  cardAfter,
  cards,
  clicksOddly,
  everything,
  good,
  now,
  opens,
  openStage,
  plans,
  projects,
  reads,
  refusals,
  restores,
  runOf,
  says,
  shown,
  told,
  typed,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
afterEach(() => {
  stage.slack.faults.set({ deliveries: 1 });
});

const plan = (version = good): Promise<ClientMessage> =>
  plans(stage.ana, `/ppm table restore ${projects} --version ${version}`);

/** Clicks and gives the private answer as text. */
async function clicking(
  person: Person,
  card: ClientMessage,
  label: string,
  odd: { forgedValue?: string; stale?: true } = {},
): Promise<string> {
  return shown(
    await told(stage, person, label, () => clicksOddly(stage, person, card, label, odd)),
  );
}

describe('the wrong person', () => {
  test('an outsider decides nothing and cancels nothing; the requester does not approve', async () => {
    const card = await plan();
    expect(await clicking(stage.eve, card, 'Approve')).toContain('Only approver, manager');
    expect(await clicking(stage.eve, card, 'Deny')).toContain('Only approver, manager');
    expect(await clicking(stage.eve, card, 'Cancel')).toContain('may not cancel');
    expect(await clicking(stage.ana, card, 'Approve')).toContain('You asked for this yourself');
    expect(stage.eve.view()).toBeUndefined();
    expect(stage.ana.view()).toBeUndefined();
    expect(now(stage.ana, card).text).toContain('waits for approval');
    expect(restores(stage)).toEqual([]);
    const refused = await refusals(stage, runOf(card));
    for (const word of ['refused.approve', 'refused.deny', 'refused.cancel', 'eve', 'ana'])
      expect(refused).toContain(word);
    await clicksOddly(stage, stage.ana, card, 'Cancel', {});
    await says(stage.ana, card, /was cancelled by ana/);
  });

  test("an outsider's own history offers a restore that only people on call may ask for", async () => {
    const history = await asks(stage, stage.eve, `/ppm table history ${projects}`);
    const label = `Restore to version ${good}`;
    expect(buttonsOf(history)).toContain(label);
    expect(await clicking(stage.eve, history, label)).toContain('you hold no role');
    expect(await refusals(stage, 'eve table.restore')).toContain('refused.request');
    // And it is nobody else's: Slack itself does not let Ben see it.
    expect(await clicksOddly(stage, stage.ben, history, label, {})).toEqual({
      ok: false,
      error: 'message_not_found',
    });
    expect(restores(stage)).toEqual([]);
  });
});

describe('forged values', () => {
  test.each([
    ['no JSON', '}{'],
    ['nothing', ''],
    ['another shape', '{"run":7}'],
    ['very long', `{"run":"${'R'.repeat(1_900)}"`],
  ])('%s', async (_what, forgedValue) => {
    const history = await asks(stage, stage.ana, `/ppm table history ${projects}`);
    const label = `Restore to version ${good}`;
    const before = cards(stage.ana).length;
    expect(await clicking(stage.ana, history, label, { forgedValue })).toContain(
      'not one of mine any more',
    );
    expect(cards(stage.ana)).toHaveLength(before);
    expect(await refusals(stage, 'ana suggestion')).toContain('refused.click');
  });

  test.each([
    ['an operation that is none', { operation: 'drop.everything', input: {} }],
    ['SQL for a table', { operation: 'table.restore', input: { table: 'x; --', version: 1 } }],
    ['an input that is none', { operation: 'table.history', input: { table: projects, sql: 'x' } }],
  ])('%s', async (_what, value) => {
    const history = await asks(stage, stage.ana, `/ppm table history ${projects}`);
    const before = stage.warehouse.statements().length;
    const forgedValue = JSON.stringify(value);
    const label = `Restore to version ${good}`;
    expect(await clicking(stage.ana, history, label, { forgedValue })).toMatch(
      /not a table name|There is no|not one of mine|drop/,
    );
    expect(stage.warehouse.statements()).toHaveLength(before);
  });

  test("another run's id with this plan's hash, an unknown run, and garbage on a card", async () => {
    const [one, other] = [await plan(), await plan(good - 1)];
    for (const label of ['Approve', 'Deny', 'Cancel'])
      expect(await clicking(stage.ben, one, label, { forgedValue: 'x' })).toContain(
        'not one of mine any more',
      );
    expect(await refusals(stage, 'ben run.approve')).toContain('refused.click');
    const unknown = JSON.stringify({ run: 'R-000000', hash: '' });
    expect(await clicking(stage.ben, one, 'Approve', { forgedValue: unknown })).toContain(
      'not known here',
    );
    const mixed = JSON.stringify({ run: runOf(other), hash: 'f'.repeat(64) });
    expect(await clicking(stage.ben, one, 'Approve', { forgedValue: mixed })).toContain(
      'belongs to another plan',
    );
    for (const card of [one, other]) {
      expect(now(stage.ana, card).text).toContain('waits for approval');
      await asks(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
    }
    expect(restores(stage)).toEqual([]);
  });
});

describe('all at once, twice and too late', () => {
  test('twenty approvals of one run by three people: it runs once', async () => {
    const card = await plan();
    const three = [stage.ben, stage.chloe, stage.david];
    const forms = await Promise.all(
      three.map(async (person) => ({ person, form: await opens(person, card, 'Approve') })),
    );
    const words = /approve R-\w+ --plan [0-9a-f]+ --target [\w.]+/.exec(
      await reads(stage, stage.ben, `/ppm approve ${runOf(card)}`),
    )?.[0];
    await Promise.all([
      ...forms.flatMap(({ person, form }) =>
        Array.from({ length: 4 }, () => person.submits(form, typed(projects))),
      ),
      ...three.map((person) => person.types(`/ppm ${words}`)),
      ...three.map((person) => clicksOddly(stage, person, card, 'Approve', { stale: true })),
      clicksOddly(stage, stage.ben, card, 'Approve', { stale: true }),
      stage.chloe.types(`/ppm ${words}`),
    ]);
    const done = await says(stage.ana, card, /has succeeded/);
    expect(buttonsOf(done)).toEqual(['Undo']);
    expect(restores(stage)).toHaveLength(1);
    const approved = await reads(stage, stage.david, `/ppm audit run.approved ${runOf(card)}`);
    expect(approved).toContain('1 entry of the audit log');

    // Late clicks, on the rendering that still had the buttons.
    for (const [person, label] of [
      [stage.chloe, 'Approve'],
      [stage.ben, 'Deny'],
      [stage.ana, 'Cancel'],
    ] as const)
      expect(await clicking(person, card, label, { stale: true })).toContain(
        `${runOf(card)} has succeeded`,
      );
    expect(restores(stage)).toHaveLength(1);
  });

  test('everything delivered twice: one card, one approval, one restore, one undo', async () => {
    const before = restores(stage).length;
    const inChannel = cards(stage.ana).length;
    stage.slack.faults.set({ deliveries: 2 });
    const version = 12;
    const card = await plan(version);
    await approves(stage.ben, card);
    const done = await says(stage.ana, card, /has succeeded/);
    expect(restores(stage)).toHaveLength(before + 1);

    const undo = await cardAfter(stage.ana, 'Undo', () => stage.ana.clicks(done, 'Undo'));
    await stage.ana.clicks(undo, 'Cancel');
    await says(stage.ana, undo, /was cancelled by ana/);
    const answers = everything(stage, stage.ana).filter(({ ephemeral }) => ephemeral).length;
    await asks(stage, stage.ana, '/ppm approvals');
    stage.slack.faults.set({ deliveries: 1 });
    await asks(stage, stage.ana, '/ppm status');
    expect(everything(stage, stage.ana).filter(({ ephemeral }) => ephemeral)).toHaveLength(
      answers + 2,
    );
    expect(cards(stage.ana)).toHaveLength(inChannel + 2);
    expect(await reads(stage, stage.ana, `/ppm audit run.approved ${runOf(card)}`)).toContain(
      '1 entry',
    );
    expect(restores(stage)).toHaveLength(before + 1);
  });

  test('a table that moved on after the plan: refused, and the card says what moved', async () => {
    const before = restores(stage).length;
    const card = await plan();
    await stage.warehouse.query(
      `INSERT INTO ${projects} SELECT * FROM ${projects} VERSION AS OF ${good} LIMIT 1`,
    );
    await approves(stage.ben, card);
    const failed = await says(stage.ana, card, /has failed/);
    expect(textOf(failed)).toContain('Things changed after the plan was made');
    expect(textOf(failed)).toMatch(/current version was \d+ and is \d+/);
    expect(buttonsOf(failed)).toEqual([]);
    const note = await until('the outcome in the thread', () =>
      stage.ana.messages().find(({ threadTs }) => threadTs === card.ts),
    );
    expect(textOf(note)).toContain('Nothing was done');
    expect(restores(stage)).toHaveLength(before);
  });
});
