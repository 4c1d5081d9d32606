// The labels by which a silence finds its groups: as typed, as shown, and held against a group.
import { Problem } from '../../../core/problem.js';
import type { AlertGroup } from '../records.js';

/** Names that begin with two underscores are Prometheus's own, and no alert has one. */
const pairForm = /^\s*((?!__)[A-Za-z_][\w.-]{0,99})\s*=\s*(?:"([^"]*)"|([^"]*?))\s*$/;

/** More than this is a mistake, or a group that had better be named. */
const mostLabels = 10;

/**
 * `alertname=APIDown, system=obera` as labels; a value with a comma stands in double quotes.
 * @throws Problem invalid_input (field `match`) for anything else, an empty name or value, or a name given twice
 */
export function parseMatch(text: string): Record<string, string> {
  if (text.split('"').length % 2 === 0) throw wrong('A quote has no end.');
  const pairs = text.match(/(?:[^,"]|"[^"]*")+/g) ?? [];
  const match: Record<string, string> = {};
  for (const pair of pairs) {
    const [, name = '', quoted, plain = ''] = pairForm.exec(pair) ?? [];
    const value = quoted ?? plain;
    if (name === '' || value === '')
      throw wrong(`${JSON.stringify(pair.trim().slice(0, 60))} is not a label with its value.`);
    if (Object.hasOwn(match, name)) throw wrong(`${name} is there twice.`);
    match[name] = value;
  }
  const count = Object.keys(match).length;
  if (count === 0) throw wrong('There is no label.');
  if (count > mostLabels) throw wrong(`These are ${count} labels; ${mostLabels} are the most.`);
  return match;
}

/** `alertname=APIDown, system=obera` */
export function matchText(match: Readonly<Record<string, string>>): string {
  return Object.entries(match)
    .map(([name, value]) => `${name}=${/[,\s]/.test(value) ? `"${value}"` : value}`)
    .join(', ');
}

/** True where the group has all of the labels. Without any it is nobody's: a silence must not hold everything by mistake. */
export function hasLabels(group: AlertGroup, match: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(match);
  return wanted.length > 0 && wanted.every(([name, value]) => hasLabel(group, name, value));
}

/** What the bot made of a label counts, and the label itself: `severity=P1` and `severity=critical`. */
function hasLabel(group: AlertGroup, name: string, value: string): boolean {
  if (Object.hasOwn(group.labels, name) && group.labels[name] === value) return true;
  if (name === 'alertname') return group.name === value;
  if (name === 'system') return group.system === value;
  return name === 'severity' && group.severity === value.toUpperCase();
}

function wrong(message: string): Problem {
  return new Problem(
    'invalid_input',
    message,
    'Write labels as alertname=APIDown,system=obera; severity=P2 goes too.',
    { field: 'match' },
  );
}
