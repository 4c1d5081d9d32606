// Who has which rights here, as roles and user groups give them; and what is odd about it.
import { roles, type Role } from '../../../core/actor.js';
import type { Finding, Table } from '../../../core/report.js';
import type { Context } from '../../../services/context.js';
import { stamp } from '../../../services/sync/when.js';

const day = 86_400_000;

const rights: Readonly<Record<Role, string>> = {
  oncall: 'asks for operations; is called first',
  approver: 'decides on what others ask for, as the approval policy says',
  manager: 'asks for operations; is called second',
  director: 'asks for operations; is called third',
  admin: 'asks for operations; looks after the bot',
};

/** Tokens with which people work from a terminal. @param at epoch milliseconds */
export function personalTokens(
  listed: readonly { person: string; issuedAt: number }[],
  at: number,
): Table[] {
  if (listed.length === 0) return [];
  return [
    {
      title: 'Personal tokens',
      columns: [{ label: 'Of' }, { label: 'Issued' }, { label: 'Days', align: 'right' }],
      rows: listed.map(({ person, issuedAt }) => [
        person,
        stamp(issuedAt),
        String(Math.floor((at - issuedAt) / day)),
      ]),
    },
  ];
}

export async function peopleAccess({
  directory,
}: Pick<Context, 'directory'>): Promise<{ table: Table; findings: Finding[] }> {
  const held = await Promise.all(
    roles.map(async (role) => ({
      role,
      named: directory.mentionsOf([role]),
      people: (await directory.membersOf([role])).map((id) => directory.fromSlack(id).person),
    })),
  );
  const unlisted = [...new Set(held.flatMap(({ people }) => people))].filter((person) =>
    person.startsWith('slack:'),
  );
  return {
    table: {
      title: 'People',
      columns: [{ label: 'Role' }, { label: 'May' }, { label: 'Who' }],
      rows: held.map(({ role, people }) => [
        role,
        rights[role],
        people.toSorted().join(', ') || 'nobody',
      ]),
    },
    findings: [
      ...held
        .filter(({ named, people }) => named.length > 0 && people.length === 0)
        .map(({ role, named }): Finding => ({
          severity: 'warning',
          title: `Nobody has the role ${role}, though it is given`,
          evidence: `Given to ${named.join(', ')}`,
          cause: 'The user group is empty, or Slack did not say who is in it.',
          fix: 'Look at the user group in Slack, and whether the app may read it (usergroups:read).',
        })),
      ...(unlisted.length === 0
        ? []
        : [
            {
              severity: 'warning' as const,
              title: 'People without an entry in ppm.config.yaml have rights',
              evidence: unlisted.join(', '),
              cause: 'They are in a user group that has a role.',
              fix: 'List them under `people`, or take them out of the group.',
            },
          ]),
    ],
  };
}
