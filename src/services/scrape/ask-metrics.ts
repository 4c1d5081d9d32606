// Asks the metrics of a system: figures and findings, and what is wrong with the page itself. An address that doesn't answer
// is a finding.
import { Problem } from '../../core/problem.js';
import type { Finding } from '../../core/report.js';
import type { System } from '../systems/systems.js';
import type { Figure } from './figure.js';
import { figuresOf, spanText } from './figures.js';
import { metricFindings } from './metric-findings.js';
import { readingsOf } from './readings.js';
import type { Scrape, Scraper } from './scrape.js';

export interface AskedMetrics {
  system: string;
  /** Empty where it did not answer. */
  figures: Figure[];
  findings: Finding[];
  /** What its counters are about, in words; null where it did not answer. */
  span: string | null;
}

const timeoutMs = 5_000;

/** @returns null for a system without metrics @throws the signal's reason */
export async function askMetrics(
  system: System,
  { scraper, signal, now }: { scraper: Scraper; signal: AbortSignal; now: () => number },
): Promise<AskedMetrics | null> {
  const { name, metrics } = system;
  if (!metrics) return null;
  try {
    const scrape = await scraper.read(metrics.url, { signal, timeoutMs });
    const readings = readingsOf(scrape, metrics.names, now());
    const figures = figuresOf(readings, metrics);
    const span = spanText(readings);
    return {
      system: name,
      figures,
      findings: [
        ...metricFindings(system, figures, span),
        ...pageFindings(name, scrape, figures.length === 0),
      ],
      span,
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof Problem)) throw error;
    return { system: name, figures: [], findings: [silent(name, error)], span: null };
  }
}

function silent(name: string, problem: Problem): Finding {
  return {
    severity: 'bad',
    title: `The metrics of ${name} can't be read`,
    evidence: problem.message,
    fix: problem.hint,
    suggestion: { label: `Diagnose ${name}`, operation: 'diagnose', input: { what: name } },
  };
}

function pageFindings(
  name: string,
  { samples, malformed, truncated }: Scrape,
  isEmpty: boolean,
): Finding[] {
  return [
    ...(malformed > 0
      ? [
          {
            severity: 'warning' as const,
            title: `${malformed} ${malformed === 1 ? 'line' : 'lines'} of the metrics of ${name} can't be understood`,
            cause: "They are not in Prometheus' text format.",
            fix: 'Correct the address in ppm.config.yaml, or what writes them. The rest was read.',
          },
        ]
      : []),
    ...(truncated
      ? [
          {
            severity: 'warning' as const,
            title: `The metrics of ${name} are more than is read here`,
            evidence: `Read: ${samples.length} samples; at most 50,000 or 8 MiB are.`,
            cause: 'A label with ever new values, such as an id, makes ever new series.',
            fix: 'Take that label away. Sums may be too low until then.',
          },
        ]
      : []),
    ...(isEmpty && samples.length > 0
      ? [
          {
            severity: 'warning' as const,
            title: `The metrics of ${name} have none of the figures that are known`,
            evidence: `Read: ${samples.length} samples.`,
            fix: 'Name its metrics in ppm.config.yaml under metrics.names.',
          },
        ]
      : []),
    ...(samples.length === 0
      ? [
          {
            severity: 'warning' as const,
            title: `The metrics of ${name} are empty`,
            fix: 'Look whether the address in ppm.config.yaml is the right one.',
          },
        ]
      : []),
  ];
}
