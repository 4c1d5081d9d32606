// The alerts that the test with a real Alertmanager sends, and which of them end: 200 in 20 groups, one of which is larger
// than a notification may be.
import { fingerprintOf } from '../../sandbox/alerts/fingerprint.js';
import type { PostedAlert } from './alertmanager.js';

/** The receiver's `max_alerts`. */
export const maxAlerts = 60;
const sizes = [67, ...Array.from({ length: 19 }, () => 7)];

export interface StoryAlert extends PostedAlert {
  name: string;
  fingerprint: string;
  /** Told of from the start, or only later. */
  isEarly: boolean;
  ends: boolean;
}

/** @param start epoch milliseconds */
export function storyAlerts(start: number): StoryAlert[] {
  return sizes.flatMap((size, group) =>
    groupOf(`Story${String(group).padStart(2, '0')}`, size, start + group * 1000).map(
      (alert, place) => ({
        ...alert,
        isEarly: place < size / 2,
        ends: doesEnd(group, place),
      }),
    ),
  );
}

/** One more group that a notification has no room for. Nothing of it ends. */
export function largeGroup(start: number): StoryAlert[] {
  return groupOf('Large', maxAlerts + 7, start);
}

function groupOf(name: string, size: number, start: number): StoryAlert[] {
  return Array.from({ length: size }, (_, place) => {
    const labels = {
      alertname: name,
      system: 'finance-ppm',
      // Opens no incident.
      severity: 'warning',
      component: `component_${place % 3}`,
      instance: `node-${String(place).padStart(2, '0')}.meridian-finance.example:9100`,
    };
    return {
      name,
      labels,
      annotations: { summary: `${name}: a part of the platform is unwell` },
      startsAt: start + place,
      fingerprint: fingerprintOf(labels),
      isEarly: true,
      ends: false,
    };
  });
}

/**
 * All of seven groups, a part of eight others (of the large one only what a notification has room for), nothing of five:
 * 100 in all.
 */
function doesEnd(group: number, place: number): boolean {
  if (group === 0) return place < maxAlerts && place % 2 === 1;
  return group <= 7 || (group <= 14 && place < 3);
}
