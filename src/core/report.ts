// What a read-only answer consists of. Neutral data: bot/cards draws it for Slack, cli/ for a terminal.
import { z } from 'zod';
import { jsonObjectSchema } from './json.js';

export type Status = 'good' | 'warning' | 'bad' | 'info';

/** A labelled value. `mono` for identifiers and code. */
export interface Fact {
  label: string;
  value: string;
  mono?: boolean;
}

export interface Table {
  title: string;
  columns: { label: string; align?: 'left' | 'right' }[];
  /** Cells as text; each row has as many as there are columns. */
  rows: string[][];
  /** What was left out, e.g. "470 more rows". */
  more?: string;
}

export type Chart =
  | {
      kind: 'line' | 'bar' | 'area';
      title: string;
      categories: string[];
      series: { name: string; values: number[] }[];
    }
  | { kind: 'pie'; title: string; segments: { label: string; value: number }[] };

/** An operation with its input filled in: a button on a card, a line to copy in a terminal. */
export const suggestionSchema = z.object({
  label: z.string(),
  operation: z.string(),
  input: jsonObjectSchema,
});
export type Suggestion = z.infer<typeof suggestionSchema>;

/** Something noticed: what, how it is known, why, and what to do. */
export interface Finding {
  severity: Exclude<Status, 'good'>;
  title: string;
  evidence?: string;
  cause?: string;
  fix?: string;
  suggestion?: Suggestion;
}

export interface Section {
  title: string;
  /** Lines of plain text. */
  lines: string[];
  /** Shown as code, so that it can be copied. */
  code?: boolean;
}

export interface Report {
  status: Status;
  headline: string;
  facts?: Fact[];
  sections?: Section[];
  tables?: Table[];
  charts?: Chart[];
  findings?: Finding[];
  suggestions?: Suggestion[];
  /** Small print at the end: sources, times, limits. */
  notes?: string[];
  /** A file to hand over, e.g. an export. */
  attachment?: { name: string; text: string };
  /** For the eyes of the one who asked only: never shared, logged or stored. */
  secret?: boolean;
}
