// `rotate step`: says that a step of a rotation is done; the bot checks what it can. (Runbook finance-ppm,
// "Credential Rotation")
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { rotationSteps, rotationStepSchema } from '../../services/rotation/rotations.js';
import { credentialInput, howSections, nextButton, stepTable } from './showing/rotation-words.js';

export const rotateStep = defineCommand({
  id: 'rotate.step',
  family: 'Upkeep',
  summary: 'Say that a step of a rotation is done: make, store, redeploy, verify, revoke',
  runbook: 'finance-ppm#credential-rotation',
  examples: ['rotate step notion make --note "No expiry"', 'rotate step notion redeploy'],
  args: ['credential', 'step'],
  risk: 'routine',
  input: z
    .object({
      credential: credentialInput,
      step: rotationStepSchema.describe('Which step is done'),
      note: z
        .string()
        .trim()
        .max(500)
        .default('')
        .describe('For make: until when the new secret is good. Never the secret itself'),
    })
    .refine(({ step, note }) => step !== 'make' || note !== '', {
      path: ['note'],
      message: 'is needed for make: until when the new secret is good, or that it has no expiry',
    }),
  async act({ credential: name, step, note }, { rotations, overview, actor, signal }) {
    const rotation = await rotations.finish(name, step, actor, { note, signal });
    const all = await rotations.credentials();
    const credential = all.find((one) => one.name === rotation.credential);
    const next = nextButton(rotation);
    const title = credential?.title ?? rotation.credential;
    return {
      status: rotation.state === 'done' ? 'good' : 'info',
      headline:
        rotation.state === 'done'
          ? `${title}: rotated, the old one is revoked`
          : `${title}: ${step} is done, ${rotationSteps.length - rotation.done.length} to go`,
      tables: [stepTable(rotation)],
      sections: credential ? howSections(credential, rotation, overview) : [],
      suggestions: next ? [next] : [],
    };
  },
});
