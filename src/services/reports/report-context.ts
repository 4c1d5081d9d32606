// What the reports may ask.
import type { Context } from '../context.js';
import type { Diagnosed } from '../diagnosis/diagnose.js';
import type { PartOptions } from './part.js';

export type ReportContext = Pick<
  Context,
  | 'now'
  | 'systems'
  | 'health'
  | 'runs'
  | 'incidents'
  | 'alerts'
  | 'oncall'
  | 'bronze'
  | 'syncState'
  | 'notion'
  | 'notionCache'
  | 'audit'
  | 'postingsOf'
  | 'rotations'
  | 'accessReviews'
  | 'scraper'
> &
  PartOptions & {
    /** Of all systems. */
    diagnose(signal: AbortSignal): Promise<Diagnosed>;
  };
