// The figures of a system, each with its target and how it stands. (Runbook 4 "Metrics to Monitor"; runbook 5 "Metrics
// Interpretation"; runbook 3 "Set Up Alerts")
import type { MetricsConfig } from '../../config/health-schema.js';
import { counted, rounded } from '../notion/reading/words.js';
import { roughly } from '../sync/when.js';
import type { Figure } from './figure.js';
import { judged, judgedHits, targetOf, type Verdict } from './judging.js';
import type { Readings } from './readings.js';
import { shownMs, toolFigures } from './tool-figures.js';

/** Notion lets an integration ask three times a second. (Runbook 4 "Understanding Rate Limits") */
const notionPerMinute = 180;
const hour = 3_600_000;

/** What the system says nothing of is left out. */
export function figuresOf(readings: Readings, { bands, tools }: MetricsConfig): Figure[] {
  return [
    ...responseFigures(readings, bands),
    ...errorFigure(readings, bands),
    ...notionFigures(readings, bands),
    ...cacheFigure(readings, bands),
    ...syncFigure(readings),
    ...toolFigures(readings, { bands, tools }),
  ];
}

/** What the counters are about: `in the last 14 min`, `since the process began 3 days ago`. */
export function spanText({ span, since }: Readings): string {
  if (since === 'asking') return `in the last ${roughly(span ?? 0)}`;
  return span === null ? 'since the process began' : `since the process began ${roughly(span)} ago`;
}

type Bands = MetricsConfig['bands'];

/** Only p95 has a band; the others say how it is spread. */
function responseFigures({ times }: Readings, bands: Bands): Figure[] {
  const unjudged: Verdict = { status: 'info', words: '' };
  const parts = [
    ['p50', times.p50],
    ['p95', times.p95],
    ['p99', times.p99],
    // The clients of some languages tell no percentiles in a summary.
    ['mean', times.p95 === null ? times.mean : null],
  ] as const;
  return parts.flatMap(([name, value]) => {
    if (value === null) return [];
    const isJudged = name === 'p95';
    return [
      {
        kind: 'response' as const,
        label: `Response ${name}`,
        tool: null,
        value,
        shown: shownMs(value),
        target: isJudged ? targetOf(bands.p95Ms, 'ms') : '–',
        ...(isJudged ? judged(value, bands.p95Ms) : unjudged),
      },
    ];
  });
}

function errorFigure({ counts }: Readings, bands: Bands): Figure[] {
  const { requests, errors } = counts;
  if (requests === null || requests <= 0 || errors === null) return [];
  const percent = (errors / requests) * 100;
  return [
    {
      kind: 'errors',
      label: 'Errors (5xx)',
      tool: null,
      value: percent,
      shown: `${rounded(percent)} % (${Math.round(errors)} of ${counted(Math.round(requests), 'request')})`,
      target: targetOf(bands.errorPercent, '%'),
      ...judged(percent, bands.errorPercent),
    },
  ];
}

function notionFigures({ counts, span }: Readings, bands: Bands): Figure[] {
  const { notionCalls: calls, rateLimitHits: hits } = counts;
  const perMinute = calls === null || !span ? null : calls / (span / 60_000);
  const isTooFast = perMinute !== null && perMinute > notionPerMinute;
  // In less than an hour, as many as there were; in more, the mean.
  const perHour = hits === null ? 0 : hits / Math.max(1, (span ?? 0) / hour);
  const verdict = judgedHits(perHour, bands.rateLimitHitsPerHour);
  return [
    ...(calls === null
      ? []
      : [
          {
            kind: 'notion_calls' as const,
            label: 'Calls to Notion',
            tool: null,
            value: calls,
            shown: `${Math.round(calls)}${perMinute === null ? '' : ` (${rounded(perMinute)} a minute)`}`,
            target: `≤ ${notionPerMinute} a minute`,
            status: isTooFast ? ('warning' as const) : ('info' as const),
            words: isTooFast ? 'more than Notion allows' : '',
          },
        ]),
    ...(hits === null
      ? []
      : [
          {
            kind: 'rate_limit' as const,
            label: 'Rate limit hits',
            tool: null,
            value: hits,
            shown: `${Math.round(hits)}${(span ?? 0) > hour ? ` (${rounded(perHour)} an hour)` : ''}`,
            target: '0',
            // Nobody knows how long it took to come to so many.
            ...(span === null && verdict.status === 'bad'
              ? ({ status: 'warning', words: 'many' } as const)
              : verdict),
          },
        ]),
  ];
}

function cacheFigure({ counts }: Readings, bands: Bands): Figure[] {
  const asked = (counts.cacheHits ?? 0) + (counts.cacheMisses ?? 0);
  if (counts.cacheHits === null || counts.cacheMisses === null || asked <= 0) return [];
  const percent = (counts.cacheHits / asked) * 100;
  return [
    {
      kind: 'cache',
      label: 'Cache hits',
      tool: null,
      value: percent,
      shown: `${rounded(percent)} %`,
      target: targetOf(bands.cacheHitPercent, '%'),
      ...judged(percent, bands.cacheHitPercent),
    },
  ];
}

function syncFigure({ counts }: Readings): Figure[] {
  const failures = counts.syncFailures;
  if (failures === null) return [];
  return [
    {
      kind: 'sync_failures',
      label: 'Failed syncs',
      tool: null,
      value: failures,
      shown: String(Math.round(failures)),
      target: '0',
      ...(failures > 0
        ? ({ status: 'warning', words: 'syncs have failed' } as const)
        : ({ status: 'good', words: 'none' } as const)),
    },
  ];
}
