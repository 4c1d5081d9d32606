// What a rotation refuses, with what to do instead.
import { Problem } from '../../core/problem.js';
import type { Known } from './known-credentials.js';
import { rotationSteps, type Rotation, type RotationStep } from './rotations.js';

/** The first step that is not done; null when all are. */
export function nextStep({ done }: Pick<Rotation, 'done'>): RotationStep | null {
  return rotationSteps.find((step) => !done.some((one) => one.step === step)) ?? null;
}

/** @throws Problem not_possible where an earlier step is missing, with that one as a button */
export function checkOrder(
  rotation: Pick<Rotation, 'done' | 'credential'>,
  step: RotationStep,
): void {
  const next = nextStep(rotation);
  if (next === null || next === step) return;
  const { credential } = rotation;
  throw new Problem(
    'not_possible',
    `The step ${next} comes before ${step}, and is not done.`,
    `Do it, then: rotate step ${credential} ${next}`,
    {
      field: 'step',
      suggestions: [
        { label: `Done: ${next}`, operation: 'rotate.step', input: { credential, step: next } },
      ],
    },
  );
}

export function notOpen({ name, title }: Pick<Known, 'name' | 'title'>): Problem {
  return new Problem(
    'not_found',
    `No rotation of the ${title} is under way.`,
    `\`rotate ${name}\` begins one; \`rotations\` shows what there is.`,
    {
      field: 'credential',
      suggestions: [{ label: 'Rotate it', operation: 'rotate', input: { credential: name } }],
    },
  );
}

export function unknownCredential(given: string, known: readonly Known[]): Problem {
  return new Problem(
    'not_found',
    `No credential is called ${JSON.stringify(given.trim().slice(0, 60))}.`,
    `There are ${known.map(({ name }) => name).join(', ')}. Others can be added as \`upkeep.credentials\` in ppm.config.yaml.`,
    { field: 'credential' },
  );
}
