// What the engine's rooms share; built once in engine.ts.
import type { Actor } from '../../core/actor.js';
import type { Action, Operation } from '../../core/operation.js';
import type { Config } from '../../config/schema.js';
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import type { Incidents } from '../incidents/incidents.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import type { Authorise } from './authorise.js';
import type { RunRecords } from './run-records.js';

export interface EngineParts {
  store: Store;
  records: RunRecords;
  authorise: Authorise;
  operations: readonly Operation<Context>[];
  incidents: Pick<Incidents, 'list'>;
  policy: Config['approval'];
  /** Slack channel of every run's card. */
  channel: string;
  /** Epoch milliseconds. */
  now: () => number;
  log: Log;
  contextFor(actor: Actor, requestId: string, signal: AbortSignal): Context;
}

/** @throws Problem unknown_operation */
export function operationNamed(
  operations: readonly Operation<Context>[],
  id: string,
): Operation<Context> {
  const found = operations.find((operation) => operation.id === id);
  if (!found)
    throw new Problem(
      'unknown_operation',
      `There is no operation ${id.slice(0, 60)}.`,
      'Try `help`.',
    );
  return found;
}

/** @throws Problem unknown_operation when there is none, or it is not an action */
export function actionNamed(
  operations: readonly Operation<Context>[],
  id: string,
): Action<Context> {
  const found = operationNamed(operations, id);
  if (found.kind !== 'action')
    throw new Problem('unknown_operation', `${id} is not an action.`, 'Try `help`.');
  return found;
}
