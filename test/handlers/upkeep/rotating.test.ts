// `rotate` and its commands, and `rotations`, on real rotations in a store.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/core/report.js';
import { rotateCancel } from '../../../src/handlers/upkeep/rotate-cancel.js';
import { rotateStep } from '../../../src/handlers/upkeep/rotate-step.js';
import { rotate } from '../../../src/handlers/upkeep/rotate.js';
import { rotations } from '../../../src/handlers/upkeep/rotations.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { validateInput } from '../../../src/services/engine/parse/validate.js';
import type { Context } from '../../../src/services/context.js';
import { ana, configured, day, openSite, type Site } from '../../services/rotation/site.js';
import { contextWith } from '../../support/context.js';

const operations = [rotate, rotateStep, rotateCancel, rotations];

let site: Site;
beforeEach(async () => {
  site = await openSite({
    checks: { notion: async () => 'PPM integration' },
    credentials: configured({
      notion: {
        title: 'Notion token',
        kind: 'notion',
        principal: 'PPM integration',
        madeOn: '2026-10-01',
        usedBy: ['finance-ppm'],
      },
      databricks: { title: 'Databricks token', kind: 'databricks', madeOn: '2026-07-01' },
    }),
  });
  site.settings['NOTION_API_KEY'] = 'ntn_old';
});
afterEach(() => site.close());

function context(): Context {
  const base = contextWith();
  return contextWith({
    actor: ana,
    now: () => site.clock.at,
    rotations: site.rotations,
    overview: {
      ...base.overview,
      settings: [{ name: 'NOTION_API_KEY', required: false, state: 'set', shown: '••••' }],
      environments: {
        staging: { production: false, catalogs: [] },
        live: { production: true, catalogs: ['main'] },
      },
    },
  });
}

async function typed(text: string): Promise<Report> {
  const { operation: found, input } = parseRequest(text, operations);
  const operation = operations.find(({ id }) => id === found.id);
  if (!operation || operation.kind === 'action') throw new Error('neither a query nor a command');
  const valid = validateInput(operation, input);
  return operation.kind === 'query'
    ? operation.read(valid, context())
    : operation.act(valid, context());
}

const plan = (credential = 'notion') => rotate.plan({ credential }, context());

async function begun(credential = 'notion'): Promise<void> {
  await rotate.run(await plan(credential), {
    ...context(),
    run: 'R-1',
    step: async (_id, act) => {
      await act(() => {});
    },
  });
}

test.each(operations.flatMap(({ id, examples }) => examples.map((example) => [example, id])))(
  '%s is %s',
  (example, id) => {
    expect(parseRequest(example, operations)).toMatchObject({ kind: 'parsed', operation: { id } });
  },
);

describe('rotate', () => {
  test('plans in production, with whose it is, its age, what uses it and the steps', async () => {
    const made = await plan();
    expect(made).toMatchObject({
      target: 'credential notion',
      environment: 'live',
      headline: 'Begin the rotation of Notion token',
      warnings: [],
      guard: { made: '2026-10-01' },
    });
    const facts = Object.fromEntries(made.facts.map(({ label, value }) => [label, value]));
    expect(facts).toMatchObject({
      'Whose it is': 'PPM integration',
      Made: '2026-10-01',
      'Used by': 'finance-ppm',
      'Stored in': expect.stringContaining('GitHub secrets'),
      '3. Redeploy what uses it': expect.stringContaining('another NOTION_API_KEY than before'),
      '5. Revoke the old one': expect.stringContaining('still works'),
    });
    expect(rotate.undo(made)).toBeNull();
    expect(made.undo).toContain('`rotate cancel notion`');
    site.clock.at += 5 * day;
    expect(await plan()).toEqual(made);
  });

  test('warns where most of it rests on a word', async () => {
    expect((await plan('databricks')).warnings).toHaveLength(1);
  });

  test('begins, and a death in the middle is clear afterwards', async () => {
    const made = await plan();
    const doubt = { step: 'begin', since: site.clock.at };
    expect(await rotate.verify(made, { ...context(), run: 'R-1' })).toMatchObject([{ ok: false }]);
    expect(await rotate.reconcile(made, { ...context(), run: 'R-TEST' }, doubt)).toMatchObject({
      outcome: 'not-done',
    });
    await begun();
    expect(await rotate.verify(made, { ...context(), run: 'R-1' })).toMatchObject([{ ok: true }]);
    expect(await rotate.reconcile(made, { ...context(), run: 'R-TEST' }, doubt)).toMatchObject({
      outcome: 'done',
    });
  });

  test('of one that is under way is refused, with its next step', async () => {
    await begun();
    await expect(plan()).rejects.toMatchObject({
      code: 'not_possible',
      suggestions: [{ operation: 'rotate.step', input: { credential: 'notion', step: 'make' } }],
    });
  });

  test('of an unknown one is refused by the name of the field', async () => {
    await expect(plan('github')).rejects.toMatchObject({ code: 'not_found', field: 'credential' });
  });
});

describe('rotate step', () => {
  test('takes a credential through, each answer with the next step and how to do it', async () => {
    await begun();
    const first = await typed('rotate step notion make --note "Expires 2027-02-01"');
    expect(first).toMatchObject({
      status: 'info',
      headline: 'Notion token: make is done, 4 to go',
      suggestions: [
        {
          label: 'It is stored',
          operation: 'rotate.step',
          input: { credential: 'notion', step: 'store' },
        },
      ],
    });
    expect(first.sections?.[0]?.title).toBe('Next: Store it');
    await typed('rotate step notion store');
    await expect(typed('rotate step notion redeploy')).rejects.toMatchObject({
      code: 'verification_failed',
    });
    site.settings['NOTION_API_KEY'] = 'ntn_new';
    await typed('rotate step notion redeploy');
    await typed('rotate step notion verify');
    expect(await typed('rotate step notion revoke')).toMatchObject({
      status: 'good',
      headline: 'Notion token: rotated, the old one is revoked',
      suggestions: [],
    });
  });

  test('make asks for a note', async () => {
    await begun();
    await expect(typed('rotate step notion make')).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'note',
    });
  });
});

describe('rotate cancel', () => {
  test('gives it up; two secrets are told of once a new one was made', async () => {
    await begun();
    expect(await typed('rotate cancel notion --reason Mistake')).toMatchObject({
      status: 'info',
      findings: [],
    });
    site.clock.at += 1;
    await site.rotations.begin('notion', ana, 'again');
    await typed('rotate step notion make --note "No expiry"');
    expect(await typed('rotate cancel notion --reason Mistake')).toMatchObject({
      status: 'warning',
      findings: [{ title: 'There are two secrets now' }],
    });
  });
});

describe('rotations', () => {
  test('tells ages, and what is due with a button', async () => {
    const report = await typed('rotations');
    expect(report).toMatchObject({
      status: 'warning',
      headline: '1 credential to rotate',
      findings: [
        {
          title: 'Databricks token is due for rotation',
          evidence: 'Made on 2026-07-01, 132 days ago; 90 are the limit.',
          suggestion: { operation: 'rotate', input: { credential: 'databricks' } },
        },
      ],
    });
    expect(report.tables?.[0]?.rows[0]).toEqual([
      'notion',
      'PPM integration',
      'not said',
      '2026-10-01',
      '40 days',
      'no',
      'not known',
    ]);
  });

  test('shows those under way with their steps and the next one as a button', async () => {
    await begun('databricks');
    await site.rotations.begin('notion', ana, 'r2');
    await typed('rotate step databricks make --note "90 days"');
    const report = await typed('rotations');
    expect(report).toMatchObject({ status: 'good', headline: '2 rotations under way' });
    expect(report.suggestions).toMatchObject([
      { input: { credential: 'notion', step: 'make' } },
      { input: { credential: 'databricks', step: 'store' } },
    ]);
    expect(report.tables?.[2]?.rows.slice(0, 2)).toEqual([
      ['make', '2026-11-10', 'ana', '90 days'],
      ['store', 'next', '–', '–'],
    ]);
  });

  test('warns of one that stands still for more than a week', async () => {
    await begun('databricks');
    site.clock.at += 7 * day;
    expect((await typed('rotations')).status).toBe('good');
    site.clock.at += 1;
    expect(await typed('rotations')).toMatchObject({
      status: 'warning',
      findings: [{ title: expect.stringContaining('has stood still'), suggestion: {} }],
    });
  });

  test('keeps those that are over in sight', async () => {
    await begun();
    await typed('rotate cancel notion --reason Mistake');
    expect((await typed('rotations')).tables?.at(-1)).toMatchObject({
      title: 'Rotations before',
      rows: [[expect.stringMatching(/^C-/), 'notion', '2026-11-10', 'ana', 'cancelled']],
    });
  });
});
