// `access review`: who and what has access: integrations, tokens and their ages, people by their rights, and who signed it
// last. (Runbook finance-ppm, "Monthly: Review Access")
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';
import { counted, dayText } from '../../services/notion/reading/words.js';
import { credentialTable, dueFinding } from './showing/credential-words.js';
import { integrationAccess, warehouseAccess } from './showing/outside-access.js';
import { peopleAccess, personalTokens } from './showing/people-access.js';

const day = 86_400_000;
const unusedDays = 30;
const shownSignOffs = 12;

export const accessReview = defineQuery({
  id: 'access.review',
  family: 'Upkeep',
  summary:
    'Who and what has access: integrations, tokens and their ages, people; to be signed monthly',
  runbook: 'finance-ppm#monthly-review-access',
  examples: ['access review'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const { now, upkeep, rotations, accessReviews, tokens } = context;
    const at = now();
    const period = dayText(at).slice(0, 7);
    const [credentials, signOffs, people, integration, warehouse, personal] = await Promise.all([
      rotations.credentials(),
      accessReviews.signOffs(shownSignOffs),
      peopleAccess(context),
      integrationAccess(context),
      warehouseAccess(context),
      tokens.list(),
    ]);
    const unused = credentials.filter(
      ({ lastUsedAt }) => lastUsedAt !== null && at - lastUsedAt > unusedDays * day,
    );
    const findings = [
      ...credentials
        .filter(({ due }) => due)
        .map((credential) => dueFinding(credential, upkeep.rotateAfterDays, at)),
      ...unused.map(({ name, title, lastUsedAt }) => ({
        severity: 'warning' as const,
        title: `${title} is not used`,
        evidence: `Last used through the bot on ${dayText(lastUsedAt ?? at)}, more than ${unusedDays} days ago.`,
        fix: `Revoke it where nothing else uses it, and take ${name} out of ppm.config.yaml.`,
      })),
      ...integration.findings,
      ...people.findings,
    ];
    const signed = signOffs.find((one) => one.period === period);
    const [last] = signOffs;
    return {
      status: findings.some(({ severity }) => severity !== 'info') ? 'warning' : 'good',
      headline: `Access in ${period}: ${findings.length === 0 ? 'nothing stands out' : `${counted(findings.length, 'point')} to look at`}, ${signed ? `signed by ${signed.by}` : 'not signed yet'}`,
      facts: [
        ...integration.facts,
        ...warehouse,
        {
          label: 'Signed last',
          value: last
            ? `${last.period} by ${last.by} on ${dayText(last.at)}: ${last.note}`
            : 'never',
        },
      ],
      findings,
      tables: [
        credentialTable(credentials, at),
        people.table,
        ...personalTokens(personal, at),
        ...integration.tables,
      ],
      suggestions: signed
        ? []
        : [{ label: `Sign ${period}`, operation: 'access.sign', input: { period } }],
      notes: [
        'Taking `terminal` from a person in ppm.config.yaml ends their personal token.',
        'Last used is known of what goes through the bot. Rights in Azure are looked at in Azure: the bot has no access there.',
      ],
    };
  },
});
