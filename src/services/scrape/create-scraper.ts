// Reads metrics over HTTP within a deadline, 8 MiB (after unpacking) and 50,000 samples, whatever the other side sends.
// (Runbook 4 "Metrics to Monitor")
import { Problem } from '../../core/problem.js';
import { createScrapeMemory } from './scrape-memory.js';
import { createSampleReader } from './sample-reader.js';
import type { Scrape, Scraper } from './scrape.js';

/** Bytes, and samples. */
export const mostRead = { bytes: 8 * 1024 * 1024, samples: 50_000 };

const accept = 'text/plain;version=0.0.4,application/openmetrics-text;q=0.5,*/*;q=0.1';

export function createScraper(options: { fetch?: typeof fetch; now?: () => number } = {}): Scraper {
  const ask = options.fetch ?? fetch;
  const memory = createScrapeMemory(options.now ?? Date.now);
  return {
    async read(url, { signal, timeoutMs }) {
      signal.throwIfAborted();
      const started = performance.now();
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), timeoutMs);
      try {
        const answer = await ask(url, {
          headers: { accept },
          signal: AbortSignal.any([signal, late.signal]),
        });
        if (!answer.ok) throw await notOk(url, answer);
        const read = await readBody(answer);
        const before = memory.remember(url, read.samples);
        return {
          ...read,
          millis: Math.round(performance.now() - started),
          ...(before ? { before } : {}),
        };
      } catch (error) {
        if (error instanceof Problem) throw error;
        signal.throwIfAborted();
        throw noAnswer(url, error, late.signal.aborted ? timeoutMs : null);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function readBody(answer: Response): Promise<Omit<Scrape, 'millis'>> {
  const reader = createSampleReader(mostRead.samples);
  const decoder = new TextDecoder();
  let bytes = 0;
  let isWhole = true;
  // Leaving the loop early cancels the body, and with it the connection.
  for await (const chunk of answer.body ?? []) {
    const room = mostRead.bytes - bytes;
    bytes += chunk.length;
    isWhole = chunk.length <= room;
    if (!reader.take(decoder.decode(chunk.subarray(0, room), { stream: true }))) break;
    if (!isWhole) break;
  }
  const { samples, malformed, isFull } = reader.end(isWhole);
  return { samples, malformed, truncated: isFull || !isWhole };
}

async function notOk(url: string, answer: Response): Promise<Problem> {
  await answer.body?.cancel();
  const { status } = answer;
  const said = `${shownAddress(url)} answered ${status}.`;
  if (status === 401 || status === 403)
    return new Problem('outside_refused', said, 'Let the bot read it: metrics need no token here.');
  return new Problem(
    'outside_unavailable',
    said,
    'Look whether the service runs, and correct the address in ppm.config.yaml.',
  );
}

function noAnswer(url: string, error: unknown, lateAfter: number | null): Problem {
  const why =
    lateAfter === null ? `it can't be read (${codeOf(error)})` : `no answer within ${lateAfter} ms`;
  return new Problem(
    'outside_unavailable',
    `${shownAddress(url)}: ${why}.`,
    'Look whether the service runs and can be reached from the bot.',
    { cause: error },
  );
}

/** What fetch hides one or two levels down: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED … */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error && error.cause !== error ? codeOf(error.cause) : 'no answer';
}

/** Without what may be secret in it. */
function shownAddress(url: string): string {
  if (!URL.canParse(url)) return 'The address of the metrics';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
