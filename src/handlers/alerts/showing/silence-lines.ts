// How a silence is told in reports.
import type { Silence } from '../../../services/alerts/records.js';
import { matchText } from '../../../services/alerts/silencing/match.js';
import { stamp } from '../../../services/sync/when.js';

/** `G-7K2QMF`, or `alertname=APIDown, system=obera` */
export function silenced({ group, match }: Pick<Silence, 'group' | 'match'>): string {
  return group ?? matchText(match);
}

/** `S-7K2QMF · alertname=APIDown · until 2026-11-21 09:20 UTC · by ana: migration · 3 held` */
export function silenceLine(silence: Silence): string {
  const { id, until, by, reason, held } = silence;
  return `${id} · ${silenced(silence)} · until ${stamp(until)} · by ${by.person}: ${reason} · ${held} held`;
}
