// How a sync tells how far it is: pages, rate, time left.

export interface Progress {
  /** @param left pages that are probably left */
  at(pages: number, left: number): string;
}

/** @param now epoch milliseconds */
export function createProgress(now: () => number, alreadyRead = 0): Progress {
  const began = now();
  return {
    at(pages, left) {
      const minutes = Math.max(now() - began, 1_000) / 60_000;
      const rate = (pages - alreadyRead) / minutes;
      const total = left > 0 ? ` of about ${whole(rounded(pages + left))}` : '';
      const remaining =
        left > 0 && rate > 0 ? `, about ${duration((left / rate) * 60_000)} left` : '';
      return `${whole(pages)}${total} pages, ${whole(rate)} a minute${remaining}`;
    },
  };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** To two digits: it is an estimate. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

function duration(millis: number): string {
  const seconds = Math.round(millis / 1_000);
  if (seconds < 60) return `${Math.max(1, seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
