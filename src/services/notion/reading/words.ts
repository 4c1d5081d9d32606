// How times and numbers are written in reports about Notion.

export const day = 24 * 60 * 60 * 1000;

/** 2026-01-31 14:05, UTC: Notion knows no seconds. @param at epoch milliseconds */
export function minuteText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** 2026-01-31, UTC. @param at epoch milliseconds */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `1 page`, `2 pages` */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** With one decimal at most. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Labels that fit a chart of Slack: 20 characters, each only once. */
export function chartLabels(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let label = name.slice(0, 20);
    for (let again = 2; used.has(label); again += 1)
      label = `${name.slice(0, 19 - String(again).length)} ${again}`;
    used.add(label);
    return label;
  });
}
