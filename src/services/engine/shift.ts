// What one process holds while it works on one run.
import type { Action } from '../../core/operation.js';
import type { Context } from '../context.js';
import type { EngineParts } from './parts.js';

export interface Shift {
  parts: EngineParts;
  /** Names this process in the run's lease. */
  owner: string;
  /** Aborted when the run is cancelled or its lease is lost. */
  signal: AbortSignal;
  action: Action<Context>;
  context: Context;
}
