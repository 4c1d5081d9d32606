// The credentials that can be rotated: notion and databricks are known without a word, others stand in ppm.config.yaml.
// (Runbook 1 "Credential Rotation")
import type { CredentialConfig } from '../../config/upkeep-schema.js';
import type { CredentialNow } from './rotations.js';

export type Known = Omit<CredentialNow, 'madeAt' | 'due' | 'lastUsedAt'> & {
  /** When it was made as the configuration has it, epoch milliseconds. */
  madeOn: number | null;
};

/** The setting of each kind that the bot itself would use. */
export const ownSetting: Readonly<Record<CredentialNow['kind'], string | null>> = {
  notion: 'NOTION_API_KEY',
  databricks: 'DATABRICKS_TOKEN',
  azure: 'AZURE_CLIENT_SECRET',
  other: null,
};

/** Where the runbook has each kind kept, and what it has redeployed. */
const places: Readonly<Record<CredentialNow['kind'], Pick<Known, 'stores' | 'usedBy'>>> = {
  notion: {
    stores: ['GitHub secrets', 'DigitalOcean', "the bot's own settings"],
    usedBy: ['the services that read Notion', 'ppm-oncall'],
  },
  databricks: {
    stores: ['CI/CD secrets', 'local .env files', "the bot's own settings"],
    usedBy: ['the pipelines', 'ppm-oncall'],
  },
  azure: { stores: ['the secret store'], usedBy: ['the notebooks'] },
  other: { stores: [], usedBy: [] },
};

const builtIn: readonly Known[] = [
  {
    name: 'notion',
    title: 'Notion integration token',
    kind: 'notion',
    setting: ownSetting.notion,
    principal: 'the Notion integration',
    permissions: [],
    ...places.notion,
    madeOn: null,
  },
  {
    name: 'databricks',
    title: 'Databricks token',
    kind: 'databricks',
    setting: ownSetting.databricks,
    principal: 'the Databricks user of the bot',
    permissions: [],
    ...places.databricks,
    madeOn: null,
  },
];

/** notion and databricks first, the others in the order of ppm.config.yaml; a configured one of the same name holds. */
export function knownCredentials(configured: Readonly<Record<string, CredentialConfig>>): Known[] {
  return [
    ...builtIn.map((known) => {
      const said = configured[known.name];
      return said ? fromConfig(known.name, said) : known;
    }),
    ...Object.entries(configured)
      .filter(([name]) => !builtIn.some((known) => known.name === name))
      .map(([name, said]) => fromConfig(name, said)),
  ];
}

function fromConfig(name: string, said: CredentialConfig): Known {
  const { stores, usedBy } = places[said.kind];
  // A second one of a kind, under another name, is not the one that the bot works with.
  const own = name === said.kind ? ownSetting[said.kind] : null;
  return {
    name,
    title: said.title,
    kind: said.kind,
    setting: said.setting ?? own,
    principal: said.principal,
    permissions: said.permissions,
    stores: said.stores.length > 0 ? said.stores : stores,
    usedBy: said.usedBy.length > 0 ? said.usedBy : usedBy,
    madeOn: said.madeOn === undefined ? null : Date.parse(said.madeOn),
  };
}
