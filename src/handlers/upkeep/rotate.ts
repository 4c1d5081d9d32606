// `rotate`: begins the guided rotation of a credential. Nothing outside is changed by it: people take the steps, over days if
// need be, and each is checked. (Runbook finance-ppm, "Credential Rotation")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction, type Context } from '../../services/context.js';
import { dayText } from '../../services/notion/reading/words.js';
import { rotationSteps, type CredentialNow } from '../../services/rotation/rotations.js';
import { stepWords } from '../../services/rotation/step-words.js';
import { checkable, credentialInput, nextButton } from './showing/rotation-words.js';

export const rotate = defineAction({
  id: 'rotate',
  family: 'Upkeep',
  summary: 'Begin the rotation of a credential: guided, step by step, each step checked',
  runbook: 'finance-ppm#credential-rotation',
  examples: ['rotate notion', 'rotate databricks'],
  args: ['credential'],
  risk: 'guarded',
  input: z.object({ credential: credentialInput }),
  data: z.object({ credential: z.string() }),

  async plan({ credential: name }, context) {
    const open = await context.rotations.openOf(name);
    if (open) {
      const next = nextButton(open);
      throw new Problem(
        'not_possible',
        `${open.credential} is being rotated since ${dayText(open.startedAt)} (${open.id}, ${open.startedBy}).`,
        '`rotations` shows how far it is; `rotate cancel` gives it up.',
        { field: 'credential', suggestions: next ? [next] : [] },
      );
    }
    const credential = await credentialNamed(name, context);
    const { title, principal, permissions, stores, usedBy, madeAt, setting } = credential;
    const made = madeAt === null ? 'not known' : dayText(madeAt);
    const knows = checkable(credential, context.overview);
    return {
      target: `credential ${credential.name}`,
      environment: productionOf(context),
      headline: `Begin the rotation of ${title}`,
      facts: [
        { label: 'Whose it is', value: principal || 'not said' },
        ...(permissions.length > 0 ? [{ label: 'It may', value: permissions.join(', ') }] : []),
        { label: 'Made', value: made },
        { label: 'To be rotated after', value: `${context.upkeep.rotateAfterDays} days` },
        { label: 'Stored in', value: stores.join(', ') || 'not said' },
        { label: 'Used by', value: usedBy.join(', ') || 'not said' },
        ...(setting === null ? [] : [{ label: 'Setting', value: setting, mono: true }]),
        ...rotationSteps.map((step, index) => {
          const words = stepWords(credential, step, knows);
          return { label: `${index + 1}. ${words.title}`, value: `counts: ${words.checked}` };
        }),
      ],
      changes: [
        { label: 'Rotation', before: 'none is under way', after: 'one with five steps to take' },
      ],
      warnings: knows.change
        ? []
        : ['The bot does not run with this credential: most steps rest on your word.'],
      steps: [{ id: 'begin', title: 'Begin; the old secret keeps working until its last step' }],
      undo: `None is needed: beginning changes no secret. \`rotate cancel ${credential.name}\` gives it up; a revoked secret does not come back.`,
      next: [
        {
          label: 'A new one is made',
          operation: 'rotate.step',
          input: { credential: credential.name, step: 'make' },
        },
        { label: 'How far is it', operation: 'rotations', input: {} },
      ],
      guard: { made },
      data: { credential: credential.name },
    };
  },

  async run({ data: { credential } }, { rotations, actor, step, run }) {
    await step('begin', async () => {
      const begun = await rotations.begin(credential, actor, run);
      return `${begun.id} is under way.`;
    });
  },

  async verify({ data: { credential } }, { rotations }) {
    const open = await rotations.openOf(credential);
    return [
      {
        name: 'The rotation is under way',
        ok: open !== null,
        expected: 'an open rotation',
        actual: open?.id ?? 'none',
      },
    ];
  },

  undo: () => null,

  async reconcile({ data: { credential } }, { rotations }) {
    const open = await rotations.openOf(credential);
    return open
      ? { outcome: 'done', evidence: `${open.id} is under way.` }
      : { outcome: 'not-done', evidence: 'No rotation is under way.' };
  },
});

async function credentialNamed(name: string, { rotations }: Context): Promise<CredentialNow> {
  const all = await rotations.credentials();
  const found = all.find((one) => one.name === name.toLowerCase());
  if (found) return found;
  throw new Problem(
    'not_found',
    `No credential is called ${JSON.stringify(name)}.`,
    `There are ${all.map((one) => one.name).join(', ')}.`,
    { field: 'credential' },
  );
}

/** Credentials are of production, whatever else is configured. */
function productionOf({ overview }: Context): string {
  const named = Object.entries(overview.environments);
  return (named.find(([, { production }]) => production) ?? named[0])?.[0] ?? 'production';
}
