// The Home tab: what waits for the person first, then what is wrong, then how everything stands. Slack takes no table, plan
// or chart on it, and 100 blocks at most; every part is cut to what one can take in.
import type { KnownBlock } from '@slack/types';
import type { Dashboard } from '../../services/dashboard/dashboard.js';
import type { HomePart, LinkTo } from './home-part.js';
import { homeHealth } from './home-health.js';
import { homeMine } from './home-mine.js';
import { homeWork } from './home-work.js';
import { context, section } from './blocks.js';
import { suggestionParts } from './suggestions.js';
import { dateToken, inertLine } from './text.js';

/** @param linkTo where a record's card stands in Slack; null where nobody knows */
export function renderHome(dashboard: Dashboard, linkTo: LinkTo): KnownBlock[] {
  const offers = suggestionParts(
    [
      { label: 'Check health', operation: 'health', input: {} },
      { label: 'Morning report', operation: 'report', input: { which: 'morning' } },
      { label: 'Status', operation: 'status', input: {} },
      { label: 'Open an incident', operation: 'incident.open', input: {} },
      { label: 'Schedules', operation: 'schedule', input: {} },
    ],
    0,
  ).flatMap(({ blocks }) => blocks.filter(isKnown));
  const parts: ((first: number) => HomePart)[] = [
    (first) => homeMine(dashboard, linkTo, first),
    (first) => homeHealth(dashboard, first),
    (first) => homeWork(dashboard, linkTo, first),
  ];
  let next = 5;
  const drawn = parts.flatMap((part) => {
    const { blocks, buttons } = part(next);
    next += buttons;
    return blocks;
  });
  return [
    ...offlineNotice(dashboard),
    ...offers,
    ...drawn,
    context('Drawn anew within a minute of a change. `/ppm help` lists everything.'),
  ];
}

function offlineNotice({ offline }: Dashboard): KnownBlock[] {
  if (offline === null) return [];
  const until = offline.until === null ? '' : ` until ${dateToken(offline.until)}`;
  return [
    section(
      `:satellite: *Offline mode* since ${dateToken(offline.since)}${until}, by ${inertLine(offline.by)}: ${inertLine(offline.reason)}. Answers are what was last known.`,
    ),
  ];
}

function isKnown(block: { type: string }): block is KnownBlock {
  return block.type !== 'data_visualization';
}
