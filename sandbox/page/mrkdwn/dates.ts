// Slack's date tokens, in the reader's own time zone and language.

const style = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hour12: false },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

function shown(kind: keyof typeof style, at: Date): string {
  return new Intl.DateTimeFormat('en-GB', style[kind]).format(at);
}

function pretty(kind: keyof typeof style, at: Date, now: Date): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === -1) return 'Yesterday';
  if (days === 1) return 'Tomorrow';
  return shown(kind, at);
}

export function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** The format of a <!date^…> token filled in; `fallback` where the time can't be read. */
export function slackDate(
  seconds: number,
  format: string,
  fallback: string,
  now = new Date(),
): string {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return fallback;
  return format.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string, place: number) => {
    const words = place === 0;
    switch (name) {
      case 'date_pretty':
      case 'date_short_pretty':
      case 'date_long_pretty': {
        const kind =
          name === 'date_pretty'
            ? 'date'
            : name === 'date_short_pretty'
              ? 'date_short'
              : 'date_long';
        const text = pretty(kind, at, now);
        return words
          ? text
          : text.replace(/^(Today|Yesterday|Tomorrow)$/, (day) => day.toLowerCase());
      }
      case 'ago':
        return ago(at, now);
      case 'date_num':
      case 'date':
      case 'date_short':
      case 'date_long':
      case 'time':
      case 'time_secs':
        return shown(name, at);
      default:
        return whole;
    }
  });
}

/** `5 minutes ago`, `in 2 hours` */
export function ago(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const steps = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const step = steps.find(([, length]) => Math.abs(seconds) >= length);
  if (!step) return Math.abs(seconds) < 10 ? 'just now' : words.format(seconds, 'second');
  return words.format(Math.round(seconds / step[1]), step[0]);
}

/** A message's ts as a time. */
export function timeOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** `14:05` */
export function clock(at: Date): string {
  return shown('time', at);
}

export function longTime(at: Date): string {
  return `${shown('date_long', at)} at ${shown('time_secs', at)}`;
}

/** The heading above the messages of one day. */
export function dayTitle(at: Date, now = new Date()): string {
  const near = pretty('date_long', at, now);
  if (near === 'Today' || near === 'Yesterday') return near;
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
  }).format(at);
}
