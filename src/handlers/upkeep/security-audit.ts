// `security audit`: exposed keys, refused attempts, and what else runbook 5 checks: each with its result. (Runbook orchestra,
// "Security Monitoring": monitor_security)
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';
import { counted } from '../../services/notion/reading/words.js';
import { exposureTable, keyExposure } from './showing/exposure-words.js';
import {
  auditChain,
  breakGlassReviews,
  credentialsDue,
  notApplicable,
  refusedAttempts,
  webhookSecrets,
  type SecurityCheck,
} from './showing/security-checks.js';

const mostSkipped = 10;

export const securityAudit = defineQuery({
  id: 'security.audit',
  family: 'Upkeep',
  summary: 'Exposed keys in configured paths and logs, refused attempts, and what else is due',
  runbook: 'orchestra#security-monitoring',
  examples: ['security audit'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const result = await context.secretSearch.search(context.signal);
    const checks: SecurityCheck[] = [
      keyExposure(context.secretSearch.paths, result),
      ...(await Promise.all([
        refusedAttempts(context),
        breakGlassReviews(context),
        credentialsDue(context),
        auditChain(context),
      ])),
      webhookSecrets(context),
      ...notApplicable,
    ];
    const findings = checks.flatMap((check) => check.findings);
    const open = checks.filter(({ status }) => status === 'warning' || status === 'bad');
    return {
      status: checks.some(({ status }) => status === 'bad')
        ? 'bad'
        : open.length > 0
          ? 'warning'
          : 'good',
      headline:
        open.length === 0
          ? 'Secure: nothing was found'
          : `Warning: ${counted(open.length, 'check')} found something`,
      findings,
      tables: [
        {
          title: 'Checks',
          columns: [{ label: 'Check' }, { label: 'Result' }, { label: 'What was seen' }],
          rows: checks.map(({ name, status, seen }) => [name, resultWords[status], seen]),
        },
        ...(result.found.length > 0 ? [exposureTable(result)] : []),
      ],
      notes: [
        'What was found is told by place and kind only; its text is shown nowhere.',
        ...(result.cut
          ? [`There are more files than are searched at once (${result.files}).`]
          : []),
        ...result.skipped
          .slice(0, mostSkipped)
          .map(({ path, why }) => `Not searched: ${path}: ${why}.`),
        ...(result.skipped.length > mostSkipped
          ? [`Not searched: ${result.skipped.length - mostSkipped} more.`]
          : []),
      ],
    };
  },
});

const resultWords: Readonly<Record<SecurityCheck['status'], string>> = {
  good: 'secure',
  warning: 'warning',
  bad: 'BAD',
  info: 'not checked',
};
