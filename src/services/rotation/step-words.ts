// What a person does at each step of a rotation: where to click, what to store where. (Runbook 1 "Credential Rotation")
import type { CredentialNow, RotationStep } from './rotations.js';

export interface StepWords {
  title: string;
  /** What to do, in a sentence or two. */
  how: string;
  /** What the bot takes as proof. */
  checked: string;
}

type Credential = Pick<CredentialNow, 'kind' | 'setting' | 'stores' | 'usedBy' | 'title'>;
type Kind = Credential['kind'];

const make: Readonly<Record<Kind, string>> = {
  notion:
    'Notion: Settings > Connections > Develop or manage integrations. Make a new internal integration with the same capabilities, share every database with it, and copy its token. Leave the old one as it is.',
  databricks:
    'Databricks: your name > Settings > Developer > Access tokens > Manage > Generate new token. Give it 90 days. Leave the old one as it is.',
  azure:
    'Azure: Microsoft Entra ID > App registrations > the app > Certificates & secrets > New client secret. Leave the old one as it is.',
  other: 'Make a new secret beside the old one, with the same rights.',
};

const revoke: Readonly<Record<Kind, string>> = {
  notion:
    'Notion: Settings > Connections > Develop or manage integrations: delete the old integration or its token.',
  databricks: 'Databricks: your name > Settings > Developer > Access tokens: revoke the old one.',
  azure: 'Azure: the app > Certificates & secrets: delete the old client secret.',
  other: 'Revoke the old secret.',
};

const ask: Readonly<Record<Kind, string>> = {
  notion: 'The bot asks Notion who it is (users/me).',
  databricks: 'The bot asks the warehouse who it is.',
  azure: 'Sign in with the new secret.',
  other: 'Use the new secret once.',
};

/** What of a credential the bot can check by itself. */
export interface Checkable {
  /** It runs with it: a change shows. */
  change: boolean;
  /** It can ask the outside system with it. */
  answer: boolean;
}

export function stepWords(
  credential: Credential,
  step: RotationStep,
  { change, answer }: Checkable,
): StepWords {
  const { kind, setting, stores, usedBy } = credential;
  const word = 'your word';
  switch (step) {
    case 'make':
      return {
        title: 'Make a new secret',
        how: make[kind],
        checked: `${word}, with the day of its expiry as a note`,
      };
    case 'store':
      return {
        title: 'Store it',
        how: `Put it into ${list(stores) || 'every place that has the old one'}. Never into Slack.`,
        checked: change ? `${word}; the restart of the bot shows it` : word,
      };
    case 'redeploy':
      return {
        title: 'Redeploy what uses it',
        how: `Redeploy ${list(usedBy) || 'what uses it'}.`,
        checked: change ? `the bot runs with another ${setting ?? 'secret'} than before` : word,
      };
    case 'verify':
      return { title: 'Verify it', how: ask[kind], checked: answer ? 'the answer' : word };
    case 'revoke':
      return {
        title: 'Revoke the old one',
        how: revoke[kind],
        checked: answer ? `${word}, and that the new one still works after it` : word,
      };
  }
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}
