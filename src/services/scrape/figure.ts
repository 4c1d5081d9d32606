// One figure of a system's metrics: what it is, what it should be, and how it stands.
import type { Verdict } from './judging.js';

export const figureKinds = [
  'response',
  'errors',
  'notion_calls',
  'rate_limit',
  'cache',
  'sync_failures',
  'tool_time',
  'tool_success',
] as const;
export type FigureKind = (typeof figureKinds)[number];

export interface Figure extends Verdict {
  kind: FigureKind;
  label: string;
  /** Of one tool; null where it is the system's. */
  tool: string | null;
  /** Milliseconds, per cent or how many. */
  value: number;
  shown: string;
  /** `–` where there is none. */
  target: string;
}
