// `notion access`: which of the configured databases the integration can read, and what helps where it can't.
// (Runbook finance-ppm, "Troubleshoot Sync Failures": users/me, then "Ensure databases are shared with integration")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Report, Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { accessTo, type Access } from '../../services/notion/reading/access.js';
import { handful, sideBySide } from '../../services/notion/reading/side-by-side.js';
import { counted } from '../../services/notion/reading/words.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import { databasesOf } from '../../services/systems/systems.js';

export const notionAccess = defineQuery({
  id: 'notion.access',
  family: 'Notion',
  summary: 'Which of the configured Notion databases the integration can read',
  runbook: 'finance-ppm#troubleshoot-sync-failures',
  examples: ['notion access'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const { notion, systems, signal } = context;
    if (!notion.configured) return withoutToken;
    const me = await whoAmI(context);
    if (me instanceof Problem) return refusedToken(me);
    const all = await sideBySide(databasesOf(systems), handful, (database) =>
      accessTo(notion.people, database, { integration: me.name, signal }),
    );
    const readable = all.filter((access) => 'source' in access).length;
    const findings = all.flatMap((access) => ('finding' in access ? [access.finding] : []));
    return {
      status: all.length > 0 && findings.length === 0 ? 'good' : 'warning',
      headline:
        all.length === 0
          ? 'No Notion database is configured in ppm.config.yaml'
          : `The integration can read ${readable} of ${counted(all.length, 'configured database')}`,
      facts: [
        { label: 'Integration', value: me.name },
        { label: 'Workspace', value: me.workspace },
      ],
      findings,
      tables: [accessTable(all)],
    };
  },
});

const withoutToken: Report = {
  status: 'bad',
  headline: 'NOTION_API_KEY is not set: nothing in Notion can be read',
  findings: [
    {
      severity: 'bad',
      title: 'There is no token for Notion',
      fix: 'Copy the token of the integration (Notion: Settings > Connections > Develop or manage integrations) into NOTION_API_KEY and start the bot again.',
      suggestion: { label: 'Check the settings', operation: 'env', input: {} },
    },
  ],
};

/** The refusal of the token itself is an answer. */
async function whoAmI({ notion, signal }: Context) {
  try {
    return await notion.people.me(signal);
  } catch (error) {
    if (error instanceof Problem && error.code === 'outside_refused') return error;
    throw error;
  }
}

function refusedToken({ message, hint }: Problem): Report {
  return {
    status: 'bad',
    headline: 'Notion refuses the token: no database can be read',
    findings: [
      {
        severity: 'bad',
        title: 'NOTION_API_KEY is not accepted',
        evidence: message,
        cause: 'The token was revoked or replaced, or it was copied incompletely.',
        fix: hint,
        suggestion: { label: 'Check the settings', operation: 'env', input: {} },
      },
    ],
  };
}

function accessTable(all: readonly Access[]): Table {
  return {
    title: 'Configured databases',
    columns: [
      { label: 'Database' },
      { label: 'Title in Notion' },
      { label: 'Properties', align: 'right' },
      { label: 'Access' },
    ],
    rows: all.map((access) =>
      'source' in access
        ? [
            fullName(access.database),
            access.source.title,
            String(access.source.properties.length),
            'yes',
          ]
        : [fullName(access.database), '–', '–', access.why],
    ),
  };
}
