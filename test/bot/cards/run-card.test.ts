import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunButton, parseSuggestion } from '../../../src/bot/cards/actions.js';
import type { Rendered } from '../../../src/bot/cards/fit.js';
import { renderRun, type RunLook } from '../../../src/bot/cards/run-card.js';
import { Problem } from '../../../src/core/problem.js';
import { hasEnded, runSchema, runStates, type Run } from '../../../src/core/run.js';
import { planHash } from '../../../src/core/plan.js';
import {
  actionsOn,
  after,
  aPlan,
  aRun,
  liveIn,
  faultsOf,
  look,
  minute,
  noon,
  readable,
  runs,
  strings,
} from './fixtures.js';
import { hostile } from './hostile.js';

const ids = ['U0MAYA', 'U0OMAR', 'S0LEADS'];
const views = ['card', 'reminder', 'outcome'] as const;
const { byState, others } = runs();
const every = [...Object.values(byState), ...others];

function card(run: Run, over: Partial<RunLook> = {}): Rendered {
  const drawn = renderRun(run, 'card', { ...look, ...over });
  if (drawn === null) throw new Error(`nothing drawn for ${run.state}`);
  return drawn;
}

describe('a card in every state', () => {
  it.each([true, false])('is one that Slack takes (plain: %s)', (plain) => {
    for (const run of every)
      for (const view of views) {
        const drawn = renderRun(run, view, { ...look, plain });
        expect(drawn ? faultsOf(drawn) : []).toEqual([]);
      }
  });

  it('uses only old blocks when plain, and a plan block when not', () => {
    for (const run of every.filter((candidate) => candidate.plan !== null)) {
      const types = card(run, { plain: true }).blocks.map((block) => block.type);
      expect(types.every((type) => ['section', 'context', 'actions'].includes(type))).toBe(true);
    }
    expect(card(byState.running).blocks.map((block) => block.type)).toContain('plan');
  });

  it('is nothing while there is no plan', () => {
    const failed = after(aRun(), [
      { type: 'plan_failed', problem: { code: 'not_found', message: 'No table.', hint: 'Look.' } },
    ]);
    for (const run of [byState.planning, failed]) expect(renderRun(run, 'card', look)).toBeNull();
  });
});

describe('buttons', () => {
  it('are there only while a click can do something', () => {
    const on = Object.fromEntries(
      runStates
        .filter((state) => state !== 'planning')
        .map((state) => [state, actionsOn(card(byState[state]))]),
    );
    expect(on).toEqual({
      awaiting_approval: ['run.approve', 'run.deny', 'run.cancel'],
      approved: ['run.cancel'],
      running: ['run.cancel'],
      verifying: [],
      unknown: [],
      succeeded: ['run.undo'],
      failed: ['run.undo'],
      denied: [],
      expired: [],
      cancelled: [],
    });
  });

  it('vanish once a cancel is asked for, once it is undone, and once time is over', () => {
    for (const run of others.filter(
      (candidate) => candidate.undoneBy ?? candidate.state === 'running',
    ))
      expect(actionsOn(card(run))).toEqual([]);
    const late = card(byState.awaiting_approval, { now: noon + 30 * minute });
    expect(actionsOn(late)).toEqual([]);
    expect(readable(late)).toContain('Expired');
  });

  it('offer to break glass while a P0 or P1 is open, and only before the decision', () => {
    expect(actionsOn(card(byState.awaiting_approval, { urgent: true }))).toEqual([
      ...actionsOn(card(byState.awaiting_approval)),
      'suggestion:0',
    ]);
    expect(readable(card(byState.awaiting_approval, { urgent: true }))).toContain('Break glass');
    expect(readable(card(byState.awaiting_approval))).not.toContain('Break glass');
    expect(actionsOn(card(byState.running, { urgent: true }))).not.toContain('suggestion:0');
  });

  it('offer to take back what was half done when it was cancelled', () => {
    const stopped = others.find((run) => run.state === 'cancelled');
    expect(actionsOn(card(stopped ?? byState.cancelled))).toEqual(['run.undo']);
  });

  it('offer no undo where there is none, or where nothing was done', () => {
    expect(actionsOn(card(byState.succeeded, { undoable: false }))).toEqual([]);
    const untouched = byState.failed.steps.map((step) => ({ ...step, state: 'skipped' as const }));
    expect(actionsOn(card({ ...byState.failed, steps: untouched }))).toEqual([]);
  });

  it('offer what would help after a failure, beside the way back', () => {
    const suggestion = { label: 'Unlock it', operation: 'sync.unlock', input: { system: 'a' } };
    const problem = new Problem('outside_refused', 'A lock is held.', 'Clear it.', {
      suggestions: [suggestion],
    });
    const failed = after(byState.running, [
      { type: 'fail', owner: 'worker', problem: problem.toRecord() },
    ]);
    // As it comes back from the store.
    const stored = runSchema.parse(JSON.parse(JSON.stringify(failed)));
    for (const plain of [true, false]) {
      const drawn = card(stored, { plain });
      expect(faultsOf(drawn)).toEqual([]);
      expect(actionsOn(drawn)).toEqual(['suggestion:0', 'run.undo']);
      const value = strings(drawn.blocks).find(({ key }) => key === 'value');
      expect(parseSuggestion(value?.text)).toEqual({
        operation: 'sync.unlock',
        input: { system: 'a' },
      });
    }
  });

  it('carry the run and the plan that is on show', () => {
    const values = strings(card(byState.awaiting_approval).blocks).filter(
      ({ key }) => key === 'value',
    );
    for (const { text } of values)
      expect(parseRunButton(text)).toEqual({
        run: 'run_42',
        hash: planHash('table.restore', aPlan()),
      });
  });
});

describe('what a card says', () => {
  it('shows an approver what would change, who may approve, and until when', () => {
    const shown = readable(card(byState.awaiting_approval));
    for (const part of [
      'Approval needed: Restore main.silver.projects from version 7 to version 5',
      '*Rows*: 1,180 → *1,204*',
      ':warning: VACUUM ran two days ago.',
      '`main.silver.projects`',
      '`1,204`',
      'prod',
      'Restores version 7 again.',
      '<@U0OMAR> <!subteam^S0LEADS>',
      '0 of 1',
      '|2026-10-05T11:30:00Z>',
      'asked by <@U0MAYA>',
      '2. Restore the table',
    ])
      expect(shown).toContain(part);
    expect(shown.indexOf('*Rows*')).toBeLessThan(shown.indexOf('Who may approve'));
  });

  it('counts the approvals of a quorum', () => {
    const { approval } = byState.awaiting_approval;
    const two = { ...byState.awaiting_approval, approval: approval && { ...approval, quorum: 2 } };
    const once = after(two, [
      {
        type: 'approve',
        by: { person: 'omar', slack: 'U0OMAR', via: 'slack' },
        hash: two.planHash ?? '',
      },
    ]);
    expect(readable(card(once))).toContain('1 of 2, by <@U0OMAR>');
    expect(actionsOn(card(once))).toContain('run.approve');
  });

  it('shows each step as it is', () => {
    const plan = card(byState.running).blocks.find((block) => block.type === 'plan');
    expect(plan).toMatchObject({
      title: '1 of 3 steps done',
      tasks: [
        { title: 'Pause the sync', status: 'complete' },
        { title: 'Restore the table', status: 'in_progress' },
        { title: 'Resume the sync', status: 'pending' },
      ],
    });
    const plain = readable(card(byState.running, { plain: true }));
    expect(plain).toContain(':white_check_mark: Pause the sync – because');
    expect(plain).toContain(':hourglass_flowing_sand: Restore the table');
  });

  it('tells the end with its reasons', () => {
    expect(readable(card(byState.succeeded))).toContain(':white_check_mark: because: because');
    expect(readable(card(byState.failed))).toContain('It failed at “Restore the table”.');
    expect(readable(card(byState.failed))).toContain('1 of 3 steps had been done.');
    expect(readable(card(byState.denied))).toContain('By <@U0OMAR>');
    expect(readable(card(byState.denied))).toContain('*Reason*: because');
    expect(readable(card(byState.expired))).toContain('Nobody decided in time.');
    expect(readable(card(byState.unknown))).toContain('The bot lost sight of this');
    expect(readable(card(byState.unknown))).toContain('*Known so far*: because');
  });

  it('tells a plan that did not come about as a plan', () => {
    expect(readable(card(byState.failed))).toContain('Planned: *Rows*: 1,180');
    expect(readable(card(byState.failed))).not.toContain(':warning: VACUUM');
    expect(readable(card(byState.succeeded))).not.toContain('Planned:');
  });

  it('puts a failed check before those that passed', () => {
    const unverified = others.find((run) => run.problem?.code === 'verification_failed');
    const shown = readable(card(unverified ?? byState.failed));
    expect(shown).toContain(':x: *because*: expected because, found because');
    expect(shown.indexOf(':x:')).toBeLessThan(shown.indexOf(':white_check_mark:'));
  });

  it('has a notification that is a sentence', () => {
    expect(card(byState.succeeded).text).toBe(
      'Done: Restore main.silver.projects from version 7 to version 5 (run_42 has succeeded).',
    );
    for (const run of every.filter(({ plan }) => plan !== null))
      expect(card(run).text).toMatch(/[.]$/);
  });
});

describe('messages in the thread', () => {
  it('remind the approvers, and stop asking once it is decided', () => {
    const open = renderRun(byState.awaiting_approval, 'reminder', look);
    expect(open && readable(open)).toMatch(/<@U0OMAR>.*still needs an approval.*expires <!date/);
    const decided = renderRun(byState.denied, 'reminder', look);
    expect(decided && readable(decided)).toMatch(
      /No approval is needed any more.*was denied by omar/,
    );
    expect(decided && readable(decided)).not.toContain('<@U0OMAR>');
  });

  it('tell the requester the outcome, and nothing before it', () => {
    for (const run of Object.values(byState)) {
      const drawn = renderRun(run, 'outcome', look);
      expect(drawn !== null).toBe(hasEnded(run));
      expect(drawn === null || readable(drawn).includes('<@U0MAYA>')).toBe(true);
    }
    const failed = renderRun(byState.failed, 'outcome', look);
    expect(failed && readable(failed)).toContain('*Failed*');
    expect(failed && readable(failed)).toContain('because');
  });
});

describe('hostile and long words', () => {
  const hostilePlan = fc
    .record({
      headline: hostile,
      target: hostile.map((text) => text || 'x'),
      environment: hostile.map((text) => text || 'x'),
      undo: hostile,
      warnings: fc.array(hostile, { maxLength: 5 }),
      facts: fc.array(fc.record({ label: hostile, value: hostile, mono: fc.boolean() }), {
        maxLength: 25,
      }),
      changes: fc.array(fc.record({ label: hostile, before: hostile, after: hostile }), {
        maxLength: 5,
      }),
      steps: fc
        .array(hostile, { minLength: 2, maxLength: 60 })
        .map((titles) => titles.map((title, place) => ({ id: `step ${place}`, title }))),
    })
    .map((parts) => aPlan(parts));

  it('have no effect and always fit', () => {
    fc.assert(
      fc.property(hostilePlan, hostile, fc.boolean(), (plan, said, plain) => {
        const drawn = runs(plan, said, {
          requestedBy: { person: said || 'x', via: 'terminal' },
        });
        for (const run of [...Object.values(drawn.byState), ...drawn.others])
          for (const view of views) {
            const message = renderRun(run, view, { ...look, plain, operationSummary: said });
            if (message === null) continue;
            expect([...faultsOf(message), ...liveIn(message.blocks, message.text, ids)]).toEqual(
              [],
            );
          }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('are whole in the thread when they are not whole on the card', () => {
    const long = (name: string): string => `${'word '.repeat(600)}end of ${name}`;
    const plan = aPlan({
      facts: Array.from({ length: 30 }, (_, place) => ({
        label: `fact ${place}`,
        value: long(`fact ${place}`),
      })),
      warnings: [long('warning')],
      changes: [{ label: 'Rows', before: long('before'), after: long('after') }],
      undo: long('undo'),
    });
    for (const plain of [true, false]) {
      const message = card(runs(plan).byState.awaiting_approval, { plain });
      expect(faultsOf(message)).toEqual([]);
      expect(readable(message)).toContain('… the rest is in the thread.');
      expect(actionsOn(message)).toContain('run.approve');
      const all = `${readable(message)}\n${message.overflow?.text}`;
      for (const name of ['fact 0', 'fact 29', 'warning', 'before', 'after', 'undo'])
        expect(all).toContain(`end of ${name}`);
    }
  });
});
