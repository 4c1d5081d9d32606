// The life of a run as a function: what each event changes, and when it is refused.
import { describe, expect, it } from 'vitest';
import { systemActor, type Actor } from '../../src/core/actor.js';
import type { Plan } from '../../src/core/plan.js';
import { applyEvent, type RunEvent } from '../../src/core/run-machine.js';
import { hasEnded, newRun, runStates, type Run, type RunState } from '../../src/core/run.js';

const ana: Actor = { person: 'ana', via: 'slack' };
const ben: Actor = { person: 'ben', via: 'slack' };
const owner = 'one';
const at = 1_000_000;
const until = at + 60_000;

const plan: Plan = {
  target: 'lamp.red',
  environment: 'production',
  headline: 'Switch lamp red',
  facts: [],
  changes: [],
  warnings: [],
  steps: [
    { id: 'first', title: 'First' },
    { id: 'second', title: 'Second' },
  ],
  undo: 'Switch it back.',
  guard: {},
  data: {},
};

const asked = newRun({
  id: 'R-AAAAAA',
  operation: 'lamp.switch',
  input: {},
  risk: 'routine',
  requestedBy: ana,
  channel: 'C1',
  requestId: 'request',
  undoOf: null,
  quiet: false,
  createdAt: at,
});

const after = (run: Run, ...events: RunEvent[]): Run =>
  events.reduce((before, event) => applyEvent(before, event, at), run);

const approval = { quorum: 0, by: [], typeTarget: false, expiresAt: until, remindAt: at };
const approved = after(asked, { type: 'planned', plan, hash: 'hash', approval });
const claim: RunEvent = { type: 'claim', owner, until };
const begin: RunEvent = { type: 'begin', owner };
const firstStarted: RunEvent = { type: 'step_started', owner, step: 'first' };
const acting = after(approved, claim, begin, firstStarted);
const note = (text: string, reached?: number): Extract<RunEvent, { type: 'step_noted' }> => ({
  type: 'step_noted',
  owner,
  step: 'first',
  note: text,
  ...(reached === undefined ? {} : { reached }),
});
/** The process dies under the first step, another claims the run and begins the step again. */
const again = (run: Run): Run =>
  after(
    { ...run, lease: null },
    claim,
    { type: 'reconciled', owner, outcome: 'not-done', evidence: 'nothing there' },
    begin,
    firstStarted,
  );

describe('a note of a step', () => {
  it('stands on the step, and in no history', () => {
    const noted = after(acting, note('1 of 3'), note('2 of 3'));
    expect(noted.steps[0]).toMatchObject({ state: 'in_progress', note: '2 of 3' });
    expect(noted.history).toEqual(acting.history);
  });

  it.each<[string, Run, RunEvent, string]>([
    ['from another process', acting, { ...note('x'), owner: 'two' }, 'lease_lost'],
    ['of a step to come', acting, { ...note('x'), step: 'second' }, 'already_decided'],
    [
      'of a step that is done',
      after(acting, { type: 'step_done', owner, step: 'first' }),
      note('x'),
      'already_decided',
    ],
    [
      'of a run that is verified',
      after(acting, { type: 'step_done', owner, step: 'first' }, { type: 'ran', owner }),
      note('x'),
      'already_decided',
    ],
  ])('%s is refused', (_what, run, event, code) => {
    expect(() => applyEvent(run, event, at)).toThrow(expect.objectContaining({ code }));
  });
});

describe('starts since a run last got on', () => {
  const thrice = again(again(acting));

  it('are counted', () => {
    expect([acting, again(acting), thrice].map(({ attempts }) => attempts)).toEqual([1, 2, 3]);
  });

  it('begin anew with a step that is done, and with a note', () => {
    expect(after(thrice, { type: 'step_done', owner, step: 'first' }).attempts).toBe(1);
    expect(after(thrice, note('1 of 3')).attempts).toBe(1);
  });

  it('begin anew with a measure only where that has grown', () => {
    const died = again(again(after(acting, note('250 pages', 250))));
    expect(died).toMatchObject({ attempts: 3, steps: [{ reached: 250 }, {}] });
    expect(died.steps[0]).not.toHaveProperty('note');
    const less = after(died, note('100 pages', 100));
    expect(less).toMatchObject({ attempts: 3, steps: [{ note: '100 pages', reached: 250 }, {}] });
    expect(after(less, note('250 pages', 250)).attempts).toBe(3);
    expect(after(less, note('251 pages', 251)).attempts).toBe(1);
  });
});

describe('giving a run up', () => {
  const giveUp: RunEvent = { type: 'give_up', by: ben, reason: 'the lamp was taken away' };
  const doubt: RunEvent = { type: 'doubt', owner, evidence: 'who knows', retryAt: at };
  const states: [RunState, Run][] = [
    ['approved', after(approved, claim)],
    ['running', acting],
    ['verifying', after(acting, { type: 'ran', owner })],
    ['unknown', after(acting, doubt, claim)],
  ];

  it.each(states)('that is %s: once its lease is over', (state, run) => {
    expect(run.state).toBe(state);
    expect(() => applyEvent(run, giveUp, until - 1)).toThrow(
      expect.objectContaining({ code: 'target_busy' }),
    );
    const ended = applyEvent(run, giveUp, until);
    expect(ended).toMatchObject({
      state: 'failed',
      lease: null,
      problem: { message: 'It was given up by ben: the lamp was taken away' },
    });
    expect(ended.history.at(-1)).toEqual({
      at: until,
      by: ben,
      event: 'given_up',
      state: 'failed',
      detail: 'the lamp was taken away',
    });
    expect(ended.steps.some((step) => ['pending', 'in_progress'].includes(step.state))).toBe(false);
  });

  it('that nobody has the lease of: at once', () => {
    expect(after(acting, doubt, giveUp).state).toBe('failed');
  });

  const others: RunState[] = ['planning', 'awaiting_approval'];
  it.each([...others, ...runStates.filter((state) => hasEnded({ state }))])(
    'that is %s: never',
    (state) => {
      const decision = { by: systemActor, at, reason: '' };
      expect(() => applyEvent({ ...approved, state, decision }, giveUp, until)).toThrow(
        expect.objectContaining({ code: 'already_decided' }),
      );
    },
  );

  it('ends the work of a process that only seemed dead', () => {
    const ended = applyEvent(acting, giveUp, until);
    expect(() => after(ended, { type: 'step_done', owner, step: 'first' })).toThrow(
      expect.objectContaining({ code: 'lease_lost' }),
    );
    expect(() => after(ended, claim)).toThrow(expect.objectContaining({ code: 'already_decided' }));
  });
});
