// `env`: whether each setting is present and well-formed, masked: those that the bot reads, and those that ppm.config.yaml
// refers to. (Runbook 1, "Environment Variables Reference"; runbook 5, "Invalid token format")
import { z } from 'zod';
import type { Finding, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import type { SettingState } from '../../services/overview.js';

export const env = defineQuery({
  id: 'env',
  family: 'Look',
  summary: 'Required settings: present, well-formed, masked',
  runbook: 'finance-ppm#environment-variables-reference',
  examples: ['env'],
  args: [],
  input: z.object({}),
  async read(_input, { overview }) {
    const findings = overview.settings.flatMap(findingOf);
    const [first] = findings;
    return {
      status: !first
        ? 'good'
        : findings.some(({ severity }) => severity === 'bad')
          ? 'bad'
          : 'warning',
      headline: !first
        ? 'All required settings are present and well-formed'
        : findings.length === 1
          ? `One setting needs attention: ${first.title}`
          : `${findings.length} settings need attention`,
      findings,
      tables: [settingTable(overview.settings)],
    };
  },
});

/** What only a part of ppm.config.yaml needs stops that part; the bot runs without it. */
function findingOf(setting: SettingState): Finding[] {
  const { name, state, required, expected, usedBy } = setting;
  const isWrong = state === 'malformed' || (state === 'missing' && required);
  if (!isWrong) return [];
  return [
    {
      severity: usedBy ? 'warning' : 'bad',
      title: `${name} is ${state}`,
      ...(usedBy ? { evidence: `Used by ${usedBy.join(', ')}.` } : {}),
      ...(expected === undefined ? {} : { cause: asSentence(expected) }),
      fix: 'Set it where the bot is started, and restart it.',
    },
  ];
}

/** `must be a token: dapi…` and what zod says of choices, `Invalid option: expected one of …`. */
function asSentence(expected: string): string {
  return `${expected.startsWith('must') ? 'It ' : ''}${expected}.`;
}

function settingTable(settings: readonly SettingState[]): Table {
  const isReferred = settings.some(({ usedBy }) => usedBy !== undefined);
  return {
    title: 'Settings',
    columns: [
      { label: 'Name' },
      { label: 'Needed' },
      { label: 'State' },
      { label: 'Value' },
      ...(isReferred ? [{ label: 'Used by' }] : []),
    ],
    rows: settings.map(({ name, required, state, shown, usedBy }) => [
      name,
      required ? 'yes' : 'no',
      state,
      shown,
      ...(isReferred ? [usedBy?.join(', ') ?? ''] : []),
    ]),
  };
}
