// The forms: opened in time, filled from the operation, checked where they are typed, and nobody else's to hand in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf, textOf, type Person } from '../../sandbox/person.js';
import type { ClientView, StateValues } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  asks,
  cardAfter,
  cards,
  formAfter,
  good,
  now,
  opens,
  openStage,
  plans,
  projects,
  reads,
  restores,
  runOf,
  says,
  shown,
  told,
  typed,
  viewText,
  type Stage,
} from './stage.js';

let stage: Stage;
/** How far Slack's clock is ahead of everybody else's, milliseconds. */
let ahead = 0;
beforeAll(async () => {
  stage = await openStage({ slack: { now: () => Date.now() + ahead } });
});
afterAll(() => stage?.close());

const restoreTitle = 'Table restore';

function formOf(person: Person, text: string, title: string): Promise<ClientView> {
  return formAfter(person, title, () => person.types(text));
}

const chosen = (table: string): StateValues => ({
  'field:table': {
    'field:table': {
      type: 'static_select',
      selected_option: { text: { type: 'plain_text', text: table, emoji: false }, value: table },
    },
  },
});
const version = (value: string): StateValues => ({
  'field:version': { 'field:version': { type: 'plain_text_input', value } },
});

function errorsOf(person: Person): Record<string, string> {
  return person.view()?.errors ?? {};
}

describe('the form of an operation', () => {
  test('a loading view opens first, then the generated form', async () => {
    const from = stage.slack.traffic().at(-1)?.n ?? 0;
    const form = await formOf(stage.ana, '/ppm table restore', restoreTitle);
    const calls = stage.slack.traffic(from).filter(({ name }) => name.startsWith('views.'));
    expect(calls.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'views.open ok',
      'views.update ok',
    ]);
    expect(JSON.stringify(calls[0]?.request)).toContain('One moment');
    const blocks = form.blocks.map(({ block_id }) => block_id);
    expect(blocks).toEqual(expect.arrayContaining(['field:table', 'field:version', 'field:at']));
    // The tables of ppm.config.yaml are there to choose from.
    expect(viewText(form)).toContain('main.gold.portfolio_summary');
  });

  test('neither version nor time: said under the field, and nothing is planned', async () => {
    const form = await formOf(stage.ana, `/ppm table restore ${projects}`, restoreTitle);
    const before = cards(stage.ana).length;
    expect(await stage.ana.submits(form, chosen(projects))).toMatchObject({ ok: true });
    expect(errorsOf(stage.ana)['field:version']).toContain('Give --version');
    expect(cards(stage.ana)).toHaveLength(before);
  });

  test('not a number: said under the field', async () => {
    const form = await formOf(stage.ana, `/ppm table restore ${projects}`, restoreTitle);
    await stage.ana.submits(form, { ...chosen(projects), ...version('the last one') });
    expect(errorsOf(stage.ana)['field:version']).toMatch(/number/);
    expect(await reads(stage, stage.ana, '/ppm approvals')).toContain('Nothing waits');
  });

  test("another person's form is not yours to hand in", async () => {
    const form = await formOf(stage.ana, `/ppm table restore ${projects}`, restoreTitle);
    expect(await stage.ben.submits(form, { ...chosen(projects), ...version('13') })).toEqual({
      ok: false,
      error: 'not_your_view',
    });
    expect(await reads(stage, stage.ana, '/ppm approvals')).toContain('Nothing waits');
  });

  test('filled in right: the card, with what is left out of the command', async () => {
    const form = await formOf(stage.ana, `/ppm table restore ${projects}`, restoreTitle);
    const card = await cardAfter(stage.ana, 'the form', () =>
      stage.ana.submits(form, { ...chosen(projects), ...version(String(good)) }),
    );
    expect(card.text).toContain(`Restore ${projects} to version ${good}`);
    expect(stage.ana.view()).toBeUndefined();
    expect(restores(stage)).toEqual([]);
    await asks(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
  });

  test('one who may not has no form at all', async () => {
    expect(await reads(stage, stage.eve, '/ppm table restore')).toContain('you hold no role');
    expect(stage.eve.view()).toBeUndefined();
    expect(await reads(stage, stage.david, '/ppm audit refused eve')).toContain('refused.request');
  });

  test('a trigger that has expired: the usage in words instead', async () => {
    // Slack looks at views.open only when the trigger's three seconds are over.
    stage.slack.faults.set({ latencyMs: 300 });
    const answer = await told(stage, stage.ben, 'a form too late', async () => {
      const typing = await stage.ben.types('/ppm table restore');
      ahead += 4_000;
      return typing;
    });
    stage.slack.faults.set({ latencyMs: 0 });
    expect(shown(answer)).toMatch(/table restore.? needs table/);
    expect(shown(answer)).toContain('table restore <table> [--version <integer>]');
    expect(stage.ben.view()).toBeUndefined();
    const refused = stage.slack.traffic().filter(({ error }) => error === 'expired_trigger_id');
    expect(refused.map(({ name }) => name)).toEqual(['views.open']);
  });
});

describe('the form of a decision', () => {
  test('approve: the wrong name is said under the field, the right one runs', async () => {
    const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good}`);
    const form = await opens(stage.ben, card, 'Approve');
    expect(viewText(form)).toContain(projects);
    expect(await stage.ben.submits(form, typed('main.silver.project'))).toMatchObject({ ok: true });
    expect(errorsOf(stage.ben)['target']).toContain(`Type ${projects} exactly`);
    expect(now(stage.ana, card).text).toContain('waits for approval');
    expect(restores(stage)).toEqual([]);

    expect(await stage.chloe.submits(form, typed(projects))).toEqual({
      ok: false,
      error: 'not_your_view',
    });
    expect(restores(stage)).toEqual([]);

    expect(await stage.ben.submits(form, typed(projects))).toMatchObject({ ok: true });
    expect(stage.ben.view()).toBeUndefined();
    const done = await says(stage.ana, card, /has succeeded/);
    expect(buttonsOf(done)).toEqual(['Undo']);
    expect(restores(stage)).toHaveLength(1);
  });

  test('deny: needs a reason, which stands on the card and in the thread', async () => {
    const before = restores(stage).length;
    const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good - 1}`);
    const form = await opens(stage.ben, card, 'Deny');
    const reason = (value: string): StateValues => ({
      reason: { reason: { type: 'plain_text_input', value } },
    });
    expect(await stage.ben.submits(form, reason(''))).toMatchObject({ ok: false });
    expect(now(stage.ana, card).text).toContain('waits for approval');
    // Slack's own client lets blanks go; the bot does not.
    expect(await stage.ben.submits(form, reason('   '))).toMatchObject({ ok: true });
    expect(errorsOf(stage.ben)['reason']).toContain('reason is needed');
    expect(now(stage.ana, card).text).toContain('waits for approval');

    await stage.ben.submits(form, reason('The nightly job is still *writing* <!channel>'));
    const denied = await says(stage.ana, card, /was denied by ben/);
    expect(textOf(denied)).toContain('The nightly job is still');
    expect(textOf(denied)).toContain('&lt;!channel&gt;');
    expect(textOf(denied)).not.toMatch(/<!channel|\*writing\*/);
    expect(buttonsOf(denied)).toEqual([]);
    const note = await until('the outcome in the thread', () =>
      stage.ana.messages().find(({ threadTs }) => threadTs === card.ts),
    );
    expect(textOf(note)).toContain('The nightly job is still');
    expect(restores(stage)).toHaveLength(before);
  });

  test('an approval that comes after somebody else decided is told so, in the form', async () => {
    const before = restores(stage).length;
    const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good - 1}`);
    const form = await opens(stage.ben, card, 'Approve');
    await asks(stage, stage.chloe, `/ppm deny ${runOf(card)} --reason no`);
    expect(await stage.ben.submits(form, typed(projects))).toMatchObject({ ok: true });
    expect(stage.ben.view()?.title).toBe('Nothing was changed');
    expect(viewText(stage.ben.view())).toContain('was denied by chloe');
    expect(restores(stage)).toHaveLength(before);
  });
});
