// A cron line as people say it, where they would; else the line itself.

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `every 5 minutes`, `daily at 09:00`, `on Monday at 10:00`, `on day 1 of Jan, Apr, Jul, Oct at 10:30`. */
export function cronWords(cron: string): string {
  const [, every] = /^\*\/(\d+) \* \* \* \*$/.exec(cron) ?? [];
  if (every !== undefined) return every === '1' ? 'every minute' : `every ${every} minutes`;
  const [, minute = '', hour = '', days = ''] =
    /^(\d{1,2}) (\d{1,2}) (\S+ \S+ \S+)$/.exec(cron) ?? [];
  const when = dayWords(days);
  if (when === null) return cron;
  return `${when} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function dayWords(days: string): string | null {
  if (days === '* * *') return 'daily';
  if (days === '* * 1-5') return 'Monday to Friday';
  const [, weekday] = /^\* \* ([0-7])$/.exec(days) ?? [];
  if (weekday !== undefined) return `on ${weekdays[Number(weekday) % 7] ?? ''}`;
  const [, day, month] = /^(\d{1,2}) (\*|[\d,]+) \*$/.exec(days) ?? [];
  if (day === undefined || month === undefined) return null;
  if (month === '*') return `on day ${day} of the month`;
  const names = month.split(',').map((one) => months[Number(one) - 1]);
  return names.includes(undefined) ? null : `on day ${day} of ${names.join(', ')}`;
}
