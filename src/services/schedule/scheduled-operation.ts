// What a schedule may ask for: what only reads, and what is done at once. Whatever is riskier is asked for by a person.
// (services/engine/rules/system-asks-routine.ts)
import type { OperationInfo, Risk } from '../../core/operation.js';
import { internalOperations, type InternalOperation } from './built-in-schedules.js';

/** An operation of the registry, as far as a schedule has to know it. */
export type ScheduledOperation = OperationInfo &
  (
    | { kind: 'query' }
    | { kind: 'command' }
    | { kind: 'action'; riskOf(input: unknown): Exclude<Risk, 'read'> }
  );

export function isInternal(id: string): id is InternalOperation {
  return internalOperations.some((one) => one === id);
}

/** `internal` for the bot's own work; null where there is none of this id. */
export function operationOf(
  id: string,
  operations: readonly ScheduledOperation[],
): ScheduledOperation | 'internal' | null {
  if (isInternal(id)) return 'internal';
  return operations.find((operation) => operation.id === id) ?? null;
}

/** Whether it can be scheduled with some input at least. */
export function isRunnable(operation: ScheduledOperation | 'internal' | null): boolean {
  if (operation === null || operation === 'internal') return operation !== null;
  return operation.risk === 'read' || operation.risk === 'routine';
}
