// How credentials and their rotations are told in reports: ages, steps, and the next step as a button.
import { z } from 'zod';
import type { Section, Suggestion, Table } from '../../../core/report.js';
import { dayText } from '../../../services/notion/reading/words.js';
import type { Overview } from '../../../services/overview.js';
import { ownSetting } from '../../../services/rotation/known-credentials.js';
import { nextStep } from '../../../services/rotation/rotation-refusals.js';
import {
  rotationSteps,
  type CredentialNow,
  type Rotation,
} from '../../../services/rotation/rotations.js';
import { stepWords, type Checkable } from '../../../services/rotation/step-words.js';

export const credentialInput = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .describe('A credential: notion, databricks, or one of upkeep.credentials in ppm.config.yaml');

const day = 86_400_000;

/** `92 days`, `not known` */
export function ageText(credential: Pick<CredentialNow, 'madeAt'>, now: number): string {
  if (credential.madeAt === null) return 'not known';
  const days = Math.max(0, Math.floor((now - credential.madeAt) / day));
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

/** What the bot can check of it by itself. */
export function checkable(
  { kind, setting }: Pick<CredentialNow, 'kind' | 'setting'>,
  { settings }: Pick<Overview, 'settings'>,
): Checkable {
  const isSet = settings.some(({ name, state }) => name === setting && state === 'set');
  const isAsked = kind === 'notion' || kind === 'databricks';
  return { change: isSet, answer: isSet && isAsked && setting === ownSetting[kind] };
}

/** The next step as a button; null when all are done. `make` opens a form: it wants the day of the expiry. */
export function nextButton(rotation: Pick<Rotation, 'credential' | 'done'>): Suggestion | null {
  const step = nextStep(rotation);
  if (step === null) return null;
  const labels = {
    make: 'A new one is made',
    store: 'It is stored',
    redeploy: 'All is redeployed',
    verify: 'Verify it',
    revoke: 'The old one is revoked',
  } as const;
  return {
    label: labels[step],
    operation: 'rotate.step',
    input: { credential: rotation.credential, step },
  };
}

export function stepTable(rotation: Rotation): Table {
  return {
    title: `Rotation ${rotation.id}`,
    columns: [{ label: 'Step' }, { label: 'Done' }, { label: 'By' }, { label: 'What shows it' }],
    rows: rotationSteps.map((step) => {
      const done = rotation.done.find((one) => one.step === step);
      return [
        step,
        done
          ? dayText(done.at)
          : rotation.state === 'open' && nextStep(rotation) === step
            ? 'next'
            : 'no',
        done?.by ?? '–',
        done?.evidence ?? '–',
      ];
    }),
  };
}

/** What to do now; nothing when all is done. */
export function howSections(
  credential: CredentialNow,
  rotation: Pick<Rotation, 'done'>,
  overview: Pick<Overview, 'settings'>,
): Section[] {
  const step = nextStep(rotation);
  if (step === null) return [];
  const { title, how, checked } = stepWords(credential, step, checkable(credential, overview));
  return [{ title: `Next: ${title}`, lines: [how, `What counts: ${checked}.`] }];
}
