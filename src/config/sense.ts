// What the shape of ppm.config.yaml can't say: whether its parts fit together.
import { routeProblems } from '../services/alerts/routing/router.js';
import type { Config } from './schema.js';

export interface Remark {
  path: PropertyKey[];
  reason: string;
}

/** Why the configuration can't be used. */
export function contradictions(config: Config): Remark[] {
  return [
    ...repeated(config.people, 'name'),
    ...repeated(config.people, 'slack'),
    ...repeated(config.people, 'terminal'),
    ...sharedCatalogs(config),
    ...impossibleApprovals(config),
    ...unknownTurns(config),
    ...routeProblems(config.alerts).map(({ path, reason }) => ({
      path: ['alerts', ...path],
      reason,
    })),
  ];
}

/** What may be meant, but looks like a mistake. */
export function doubts(config: Config): Remark[] {
  return [...strangers(config), ...harmlessPlaces(config), ...lateReminders(config)];
}

function repeated(people: Config['people'], field: 'name' | 'slack' | 'terminal'): Remark[] {
  return people.flatMap((person, index) => {
    const first = people.findIndex((other) => other[field] === person[field]);
    return person[field] === undefined || first === index
      ? []
      : [{ path: ['people', index, field], reason: `is the same as that of people[${first}]` }];
  });
}

/** A catalog decides which approval is needed, so it belongs to one environment. */
function sharedCatalogs({ environments }: Config): Remark[] {
  const owners = new Map<string, string>();
  return Object.entries(environments).flatMap(([name, environment]) =>
    environment.catalogs.flatMap((catalog, index) => {
      const owner = owners.get(catalog);
      owners.set(catalog, owner ?? name);
      return owner === undefined
        ? []
        : [
            {
              path: ['environments', name, 'catalogs', index],
              reason: `belongs to ${owner} already`,
            },
          ];
    }),
  );
}

function impossibleApprovals(config: Config): Remark[] {
  return approvals(config).flatMap(({ path, environment, rule }) => {
    const known = environment === '*' || environment in config.environments;
    const nobody = rule.quorum > 0 && rule.by.every((role) => config.roles[role].length === 0);
    return [
      ...(known ? [] : [{ path, reason: 'is none of the environments' }]),
      ...(nobody ? [{ path: [...path, 'by'], reason: 'nobody has any of these roles' }] : []),
    ];
  });
}

/** Nobody could be called in the turn of somebody who is not known. */
function unknownTurns({ oncall, people }: Config): Remark[] {
  const names = new Set(people.map(({ name }) => name));
  return (oncall.rotation?.people ?? []).flatMap((name, index) =>
    names.has(name)
      ? []
      : [{ path: ['oncall', 'rotation', 'people', index], reason: 'is not one of the people' }],
  );
}

function lateReminders(config: Config): Remark[] {
  return approvals(config).flatMap(({ path, rule }) =>
    rule.remindMinutes < rule.expireMinutes
      ? []
      : [
          {
            path: [...path, 'remindMinutes'],
            reason: 'is not before it expires: the approvers are reminded at once',
          },
        ],
  );
}

function approvals(config: Config) {
  return (['guarded', 'critical'] as const).flatMap((risk) =>
    Object.entries(config.approval[risk]).map(([environment, rule]) => ({
      path: ['approval', risk, environment],
      environment,
      rule,
    })),
  );
}

/** Users with a role who are nobody in `people`: the audit would know them by their Slack id only. */
function strangers(config: Config): Remark[] {
  const known = new Set(config.people.map((person) => person.slack));
  return Object.entries(config.roles).flatMap(([role, members]) =>
    members.flatMap((member, index) =>
      member.startsWith('S') || known.has(member)
        ? []
        : [{ path: ['roles', role, index], reason: 'is not one of the people' }],
    ),
  );
}

function harmlessPlaces(config: Config): Remark[] {
  const environments = Object.values(config.environments);
  const catalogs = new Set(environments.flatMap((environment) => environment.catalogs));
  return [
    ...(environments.some((environment) => environment.production)
      ? []
      : [{ path: ['environments'], reason: 'none of them is production' }]),
    ...config.tables.flatMap((table, index) =>
      catalogs.has(table.split('.')[0] ?? '')
        ? []
        : [{ path: ['tables', index], reason: 'its catalog belongs to no environment' }],
    ),
  ];
}
