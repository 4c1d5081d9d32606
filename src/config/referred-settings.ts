// Settings that ppm.config.yaml refers to by their names: in headers of components and pagers, for components, databases and
// credentials, for deployments, and those that a command may see.
import type { ComponentConfig } from './health-schema.js';
import type { PagingConfig } from './incidents-schema.js';
import type { SystemConfig } from './systems-schema.js';
import type { BackupsConfig, Deployable, DeploysConfig } from './delivery-schema.js';
import type { UpkeepConfig } from './upkeep-schema.js';

/** What of the configuration can refer to settings. */
export interface Referring {
  systems: Readonly<Record<string, SystemConfig>>;
  paging: PagingConfig;
  upkeep: UpkeepConfig;
  deploys: DeploysConfig;
  backups: BackupsConfig;
}

export interface Referred {
  name: string;
  /** Whether something can't be done without it; a command may do without one that it may see. */
  required: boolean;
  /** In words, in the order of ppm.config.yaml. */
  usedBy: string[];
  /** The known setting that it must look like, such as MONGODB_URI. */
  like: string | null;
}

interface Use {
  name: string;
  by: string;
  required: boolean;
  like?: string | null;
}

/** Each setting once, in the order in which it is first named. */
export function referredSettings(referring: Referring): Referred[] {
  const { systems, paging, upkeep, deploys, backups } = referring;
  const found = new Map<string, Referred>();
  const uses = [
    ...Object.entries(systems).flatMap(([name, system]) => systemUses(name, system)),
    ...pagingUses(paging),
    ...Object.entries(upkeep.credentials).flatMap(([name, { setting, kind }]): Use[] =>
      setting === undefined
        ? []
        : [{ name: setting, by: `credential ${name}`, required: true, like: likeKind[kind] }],
    ),
    ...Object.entries(deploys.targets).flatMap(([name, target]) => deployUses(name, target)),
    ...seen(backups.pass, 'backups'),
  ];
  for (const { name, by, required, like } of uses) {
    const before = found.get(name);
    found.set(name, {
      name,
      required: required || before?.required === true,
      usedBy: [...new Set([...(before?.usedBy ?? []), by])],
      like: before?.like ?? like ?? likeByName(name),
    });
  }
  return [...found.values()];
}

const likeKind = {
  notion: 'NOTION_API_KEY',
  databricks: 'DATABRICKS_TOKEN',
  azure: null,
  other: null,
} as const;

/** The runbooks' own names for what is well known. (Runbook 5 "Invalid token format") */
const endings: readonly (readonly [RegExp, string])[] = [
  [/NOTION_(?:API_)?(?:KEY|TOKEN)$/, 'NOTION_API_KEY'],
  [/DATABRICKS_TOKEN$/, 'DATABRICKS_TOKEN'],
  [/MONGODB_URI$/, 'MONGODB_URI'],
  [/REDIS_URL$/, 'REDIS_URL'],
];

function likeByName(name: string): string | null {
  return endings.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** What a command may see, and can do without. */
function seen(names: readonly string[], by: string): Use[] {
  return names.map((name) => ({ name, by, required: false }));
}

function deployUses(what: string, { way, planPass }: Deployable): Use[] {
  const by = `deployment of ${what}`;
  return [
    ...(way.kind === 'workflow'
      ? [{ name: 'GITHUB_TOKEN', by, required: true }]
      : seen(way.pass, by)),
    ...seen(planPass, by),
  ];
}

function systemUses(system: string, { components, sync, mongodb, service }: SystemConfig): Use[] {
  return [
    ...Object.entries(components).flatMap(([name, component]) =>
      componentUses(`${system}/${name}`, component),
    ),
    ...seen(sync?.kind === 'command' ? sync.pass : [], `sync of ${system}`),
    ...(mongodb
      ? [{ name: mongodb.setting, by: `MongoDB of ${system}`, required: true, like: 'MONGODB_URI' }]
      : []),
    ...seen(service?.pass ?? [], `service of ${system}`),
  ];
}

function componentUses(by: string, component: ComponentConfig): Use[] {
  switch (component.kind) {
    case 'http':
      return Object.values(component.headers)
        .flatMap(placeholders)
        .map((name) => ({ name, by, required: true }));
    case 'mongodb':
      return [{ name: component.setting, by, required: true, like: 'MONGODB_URI' }];
    case 'redis':
      return [{ name: component.setting, by, required: true, like: 'REDIS_URL' }];
    case 'notion':
      return [{ name: 'NOTION_API_KEY', by, required: true }];
    case 'github':
      return [{ name: 'GITHUB_TOKEN', by, required: true }];
    case 'warehouse':
    case 'disk':
    case 'memory':
    case 'certificate':
    case 'dns':
    case 'restarts':
    case 'metric':
      return [];
  }
}

/** Without a body of its own the pager is called as PagerDuty is, which needs this key. (services/paging/pager-call.ts) */
const pagerKey = 'PAGER_KEY';

function pagingUses({ fallback }: PagingConfig): Use[] {
  if (!fallback) return [];
  const named = [...Object.values(fallback.headers), fallback.body ?? ''].flatMap(placeholders);
  return [...(fallback.body === undefined ? [pagerKey] : []), ...named].map((name) => ({
    name,
    by: 'paging',
    required: true,
  }));
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{setting\.(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}
