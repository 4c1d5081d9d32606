// How the systems are, on the Home tab: one line each, and what is red with its button.
import type { KnownBlock } from '@slack/types';
import type { Dashboard } from '../../services/dashboard/dashboard.js';
import { worstStatus, type ComponentNow, type HealthStatus } from '../../services/health/health.js';
import { suggestionButton } from './actions.js';
import { context, header, section } from './blocks.js';
import type { HomePart } from './home-part.js';
import { clipMarkup, dateToken, inertLine } from './text.js';

const icons: Record<HealthStatus, string> = {
  good: ':large_green_circle:',
  warning: ':large_yellow_circle:',
  bad: ':red_circle:',
};
const mostSystems = 12;
const mostTroubles = 8;

export function homeHealth({ components, titles }: Dashboard, first: number): HomePart {
  const systems = [...new Set(components.map(({ system }) => system))].slice(0, mostSystems);
  const troubles = components
    .filter(({ status }) => status !== 'good')
    .toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
  const shown = troubles.slice(0, mostTroubles);
  const left = troubles.length - shown.length;
  return {
    buttons: shown.length,
    blocks: [
      header('Health'),
      ...(systems.length === 0
        ? [section('No component has been asked yet.')]
        : lines(systems, components, titles)),
      ...shown.map((component, place) => trouble(component, first + place)),
      ...(left > 0 ? [context(`… and ${left} more: \`/ppm health\``)] : []),
      ...asked(components),
    ],
  };
}

function lines(
  systems: readonly string[],
  components: readonly ComponentNow[],
  titles: Dashboard['titles'],
): KnownBlock[] {
  const each = systems.map((system) => {
    const own = components.filter((component) => component.system === system);
    const sick = own.filter(({ status }) => status !== 'good').length;
    const title = inertLine(titles[system] ?? system);
    return `${icons[worstStatus(own)]} *${clipMarkup(title, 80)}*: ${own.length - sick} of ${own.length} good`;
  });
  return [section(each.join('\n'))];
}

function trouble(component: ComponentNow, place: number): KnownBlock {
  const { system, component: name, status, said, since } = component;
  const text = `${icons[status]} *${inertLine(system)}/${inertLine(name)}* since ${dateToken(since)}: ${clipMarkup(inertLine(said), 300)}`;
  const button = suggestionButton(
    { label: 'Diagnose', operation: 'diagnose', input: { what: `${system}/${name}` } },
    place,
  );
  return section(text, button ?? undefined);
}

function asked(components: readonly ComponentNow[]): KnownBlock[] {
  const newest = Math.max(...components.map(({ at }) => at));
  return components.length === 0 ? [] : [context(`Last asked ${dateToken(newest)}`)];
}

const rank = ({ status }: ComponentNow): number => (status === 'bad' ? 0 : 1);
