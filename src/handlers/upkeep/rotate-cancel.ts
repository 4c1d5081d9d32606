// `rotate cancel`: gives a rotation up, as it stands. (Runbook finance-ppm, "Credential Rotation")
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { credentialInput, stepTable } from './showing/rotation-words.js';

export const rotateCancel = defineCommand({
  id: 'rotate.cancel',
  family: 'Upkeep',
  summary: 'Give up the rotation of a credential, as it stands',
  runbook: 'finance-ppm#credential-rotation',
  examples: ['rotate cancel notion --reason "Begun by mistake"'],
  args: ['credential'],
  risk: 'routine',
  input: z.object({
    credential: credentialInput,
    reason: z.string().trim().min(1).max(300).describe('Why, for those who wonder'),
  }),
  async act({ credential, reason }, { rotations, actor }) {
    const rotation = await rotations.cancel(credential, actor, reason);
    const isMade = rotation.done.some(({ step }) => step === 'make');
    return {
      status: isMade ? 'warning' : 'info',
      headline: `${rotation.id}: the rotation of ${rotation.credential} is given up`,
      facts: [{ label: 'Why', value: reason }],
      findings: isMade
        ? [
            {
              severity: 'warning',
              title: 'There are two secrets now',
              cause: 'A new one was made, and the old one was not revoked.',
              fix: 'Revoke the one that nothing uses. What was redeployed with the new one needs it.',
            },
          ]
        : [],
      tables: [stepTable(rotation)],
      suggestions: [
        { label: 'Begin again', operation: 'rotate', input: { credential: rotation.credential } },
      ],
    };
  },
});
