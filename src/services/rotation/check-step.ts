// What has to be true before a step counts, as far as the bot can know it: the rest is somebody's word.
// (Runbook 1 "Credential Rotation": "Verify connectivity before revoking old token")
import { Problem } from '../../core/problem.js';
import type { SettingOf } from '../commands/environment.js';
import { findSecrets } from '../redact.js';
import type { Store } from '../store/store.js';
import { fingerprintOf } from './fingerprint.js';
import { ownSetting, type Known } from './known-credentials.js';
import type { RotationStep } from './rotations.js';

/** Asks the outside system with the bot's present secret; gives what it answered in words, rejects where it refuses. */
export type CredentialCheck = (signal: AbortSignal) => Promise<string>;

export interface StepParts {
  store: Store;
  settingOf: SettingOf;
  checks: Readonly<Partial<Record<Known['kind'], CredentialCheck>>>;
}

interface Asked {
  credential: Known;
  /** Fingerprint of the bot's setting when the rotation began. */
  before: string | null;
  note: string;
  signal: AbortSignal;
}

/** Characters. */
const longestNote = 500;

/**
 * What shows that the step was done.
 * @throws Problem invalid_input (field note), verification_failed where the check says no, cancelled
 */
export async function evidenceOf(
  parts: StepParts,
  step: RotationStep,
  asked: Asked,
): Promise<string> {
  const note = checkedNote(parts, step, asked);
  const said = note === '' ? 'Somebody said so.' : note;
  switch (step) {
    case 'make':
      return note;
    case 'store':
      return (await currentPrint(parts, asked)) === null && asked.before === null
        ? said
        : `${said} The next start of the bot will show it.`;
    case 'redeploy':
      return joined(note, (await changedSetting(parts, asked)) ?? said);
    case 'verify':
    case 'revoke':
      await changedSetting(parts, asked);
      return joined(note, (await answered(parts, step, asked)) ?? said);
  }
}

function joined(note: string, evidence: string): string {
  return note === '' || note === evidence ? evidence : `${note} ${evidence}`;
}

/** Fingerprint of what the bot runs with now; null where it doesn't use this credential. */
export async function currentPrint(
  { store, settingOf }: Pick<StepParts, 'store' | 'settingOf'>,
  { credential }: { credential: Known },
): Promise<string | null> {
  const secret = credential.setting === null ? undefined : settingOf(credential.setting);
  return secret === undefined || secret === '' ? null : fingerprintOf(store, secret);
}

/** That the bot runs with another secret than at the start; null where it does not use this one. */
async function changedSetting(parts: StepParts, asked: Asked): Promise<string | null> {
  const { credential, before } = asked;
  const print = await currentPrint(parts, asked);
  if (print === null && before === null) return null;
  if (print === null)
    throw failed(
      `${credential.setting ?? credential.name} is no longer set for the bot.`,
      'Set the new one where the bot is started, restart it, and do this step again.',
    );
  if (print === before)
    throw failed(
      `The bot still runs with the old ${credential.setting ?? credential.name}.`,
      'Set the new one where the bot is started, restart every replica, and do this step again.',
    );
  return `The bot runs with another ${credential.setting ?? credential.name} than before (${print}).`;
}

/** What the outside system said; null where the bot can't ask it with this credential. */
async function answered(
  { checks, settingOf }: StepParts,
  step: 'verify' | 'revoke',
  { credential, signal }: Asked,
): Promise<string | null> {
  const { kind, setting } = credential;
  const check = checks[kind];
  // The check works with the bot's own secret: of another credential of the same kind it would tell nothing.
  if (!check || setting === null || setting !== ownSetting[kind] || !settingOf(setting))
    return null;
  try {
    const said = await check(signal);
    return `${step === 'verify' ? 'It works' : 'The new one still works'}: ${said}`;
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    throw failed(
      `The new ${credential.title} does not work${step === 'revoke' ? ' now that the old one is revoked' : ''}: ${error.message}`,
      step === 'revoke'
        ? 'Check which one was revoked. If it was the new one, cancel this rotation and begin another.'
        : `${error.hint} Do not revoke the old one before this works.`,
      error,
    );
  }
}

/** @throws Problem invalid_input: empty where it is needed, too long, or with a secret in it */
function checkedNote(
  { settingOf }: StepParts,
  step: RotationStep,
  { credential, note: given }: Asked,
): string {
  const note = given.trim();
  const refused = (message: string, hint: string) =>
    new Problem('invalid_input', message, hint, { field: 'note' });
  if (step === 'make' && note === '')
    throw refused(
      'It is not said until when the new secret is good.',
      'Give --note with the day of its expiry, or that it has none.',
    );
  if (note.length > longestNote)
    throw refused(
      `The note has ${note.length} characters; ${longestNote} are possible.`,
      'Say it shorter.',
    );
  const own = credential.setting === null ? undefined : settingOf(credential.setting);
  if (findSecrets(note).length > 0 || (own !== undefined && own !== '' && note.includes(own)))
    throw refused(
      'The note has a secret in it, and now stands in Slack too.',
      'Revoke that secret and make another. A note says when it expires, never what it is.',
    );
  return note;
}

function failed(message: string, hint: string, cause?: unknown): Problem {
  return new Problem('verification_failed', message, hint, { cause });
}
