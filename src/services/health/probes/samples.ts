// What probes read from an address with metrics, and how it fails them.
import { Problem } from '../../../core/problem.js';
import type { Sample, Scraper } from '../../scrape/scrape.js';
import { Unwell, type Asking } from '../probe.js';
import { unwellFrom } from '../unwell-from.js';

/** Those with the labels, whose value is a number. @throws Unwell where there is none */
export async function samplesOf(
  scraper: Scraper,
  {
    url,
    metric,
    labels,
  }: { url: string; metric: string; labels: Readonly<Record<string, string>> },
  { signal, timeoutMs }: Asking,
): Promise<Sample[]> {
  const scrape = await scraper.read(url, { signal, timeoutMs }).catch((error: unknown) => {
    throw unwellFromScrape(error);
  });
  const found = scrape.samples.filter(
    ({ name, labels: own, value }) =>
      name === metric &&
      Number.isFinite(value) &&
      Object.entries(labels).every(([key, wanted]) => own[key] === wanted),
  );
  if (found.length > 0) return found;
  throw scrape.truncated
    ? new Unwell(
        'too_large',
        `its metrics are more than can be read, and ${metric} was not among them`,
      )
    : new Unwell('unexpected_body', `its metrics have no value of ${metric}`);
}

function unwellFromScrape(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  if (error.code === 'outside_refused') return new Unwell('auth', error.message);
  const inner = unwellFrom(error.cause);
  return new Unwell(inner.failure === 'other' ? 'unreachable' : inner.failure, error.message);
}
