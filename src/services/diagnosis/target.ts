// What is to be diagnosed, by what somebody typed: a topic, a system, or a component.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { systemNamed } from '../systems/systems.js';
import { systemsWithControlRoom } from './diagnose-control-room.js';

export const topics = ['sync', 'notion', 'databricks', 'control-room'] as const;
export type Topic = (typeof topics)[number];

export interface Target {
  kind: Topic | 'system' | 'component';
  systems: string[];
  /** `system/component`; empty unless it is a component. */
  components: string[];
  /** For the headline. */
  shown: string;
}

type Parts = {
  systems: Context['systems'];
  health: Pick<Context['health'], 'components'>;
};

/** @throws Problem invalid_input (field `what` or `system`) naming the nearest */
export function targetOf(
  parts: Parts,
  given: { what: string; system?: string | undefined },
): Target {
  const what = given.what.trim().toLowerCase();
  const system = given.system === undefined ? null : systemNamed(parts.systems, given.system).name;
  const topic = topics.find((one) => one === what);
  if (topic) return topicTarget(parts, topic, system);
  if (Object.hasOwn(parts.systems, what) && (system === null || system === what))
    return { kind: 'system', systems: [what], components: [], shown: what };
  const found = namesOf(parts).filter(
    (one) =>
      (system === null || one.system === system) &&
      [one.component, `${one.system}/${one.component}`].some((name) => plain(name) === plain(what)),
  );
  if (found.length === 0) throw unknown(parts, given.what, system);
  const components = found.map((one) => `${one.system}/${one.component}`);
  return {
    kind: 'component',
    systems: [...new Set(found.map((one) => one.system))],
    components,
    shown: components.join(', '),
  };
}

function topicTarget(parts: Parts, topic: Topic, system: string | null): Target {
  const all = topic === 'control-room' ? systemsWithControlRoom(parts) : Object.keys(parts.systems);
  return {
    kind: topic,
    systems: system === null ? all : [system],
    components: [],
    shown: system === null ? said[topic] : `${said[topic]} of ${system}`,
  };
}

const said: Readonly<Record<Topic, string>> = {
  sync: 'the syncs',
  notion: 'Notion',
  databricks: 'Databricks',
  'control-room': 'the Control Room',
};

/** Alerts write notion_api what ppm.config.yaml calls notion-api. */
function plain(name: string): string {
  return name.replaceAll('_', '-');
}

function namesOf({ health }: Parts): { system: string; component: string }[] {
  return health.components.map(({ system, component }) => ({ system, component }));
}

function unknown(parts: Parts, what: string, system: string | null): Problem {
  const components = namesOf(parts).filter((one) => system === null || one.system === system);
  const names = [
    ...topics,
    ...Object.keys(parts.systems),
    ...components.map((one) => `${one.system}/${one.component}`),
    ...components.map(({ component }) => component),
  ];
  const wanted = plain(what.slice(0, 60).toLowerCase());
  const near = [...new Set(names)]
    .map((name) => ({ name, far: distance(wanted, plain(name)) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 5)
    .map(({ name }) => name);
  return new Problem(
    'invalid_input',
    `There is nothing called ${JSON.stringify(what.slice(0, 60))} to diagnose${system === null ? '' : ` in ${system}`}.`,
    `The nearest are ${near.join(', ')}.`,
    {
      field: 'what',
      suggestions: near.slice(0, 2).map((name) => ({
        label: `Diagnose ${name}`,
        operation: 'diagnose',
        input: { what: name },
      })),
    },
  );
}
