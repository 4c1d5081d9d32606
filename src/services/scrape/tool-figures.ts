// Response times and success rates by tool. (Runbook 5 "AI Tool Performance Metrics")
import type { MetricsConfig } from '../../config/health-schema.js';
import { rounded } from '../notion/reading/words.js';
import type { Figure } from './figure.js';
import { judgedSuccess, judgedTool, targetOf } from './judging.js';
import type { Readings } from './readings.js';

export function toolFigures(
  { toolMs, toolSuccess }: Readings,
  { bands, tools }: Pick<MetricsConfig, 'bands' | 'tools'>,
): Figure[] {
  const times = [...toolMs].map(([tool, millis]): Figure => {
    const own = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
    return {
      kind: 'tool_time',
      label: `Response time of ${nameOf(tool)}`,
      tool: nameOf(tool),
      value: millis,
      shown: shownMs(millis),
      target: own ? `< ${own.good} ms` : '–',
      ...judgedTool(millis, own),
    };
  });
  const success = [...toolSuccess].map(([tool, percent]): Figure => ({
    kind: 'tool_success',
    label: `Success rate of ${nameOf(tool)}`,
    tool: nameOf(tool),
    value: percent,
    shown: `${rounded(percent)} %`,
    target: targetOf(bands.successPercent, '%'),
    ...judgedSuccess(percent, bands.successPercent),
  }));
  return [...times, ...success];
}

export function shownMs(millis: number): string {
  return `${millis < 10 ? rounded(millis) : Math.round(millis)} ms`;
}

/** What a metrics page calls a tool may be of any length. */
function nameOf(tool: string): string {
  return tool.length > 40 ? `${tool.slice(0, 39)}…` : tool;
}
