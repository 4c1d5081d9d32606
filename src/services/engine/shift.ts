// What one process holds while it works on one run.
import type { Action } from '../../core/operation.js';
import type { Context } from '../context.js';
import type { EngineParts } from './parts.js';

export interface Shift {
  parts: EngineParts;
  /** Names this process in the run's lease. */
  owner: string;
  action: Action<Context>;
  /** For running: its signal is aborted when the run is cancelled or its lease is lost. */
  context: Context;
  /** For verifying and finding out what happened: a cancellation must not stop that. */
  calmContext: Context;
}
