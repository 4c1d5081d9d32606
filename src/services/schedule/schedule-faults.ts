// What is wrong with one schedule, by the field of ppm.config.yaml at fault.
import type { ScheduleConfig } from '../../config/upkeep-schema.js';
import { checkInput } from '../engine/parse/validate.js';
import { cronFault } from './cron-line.js';
import type { Schedule } from './schedule.js';
import { isRunnable, operationOf, type ScheduledOperation } from './scheduled-operation.js';

export interface ScheduleFault {
  field: keyof ScheduleConfig;
  reason: string;
}

export function faultsOf(
  schedule: Schedule,
  operations: readonly ScheduledOperation[],
): ScheduleFault[] {
  const cron = cronFault(schedule.cron);
  return [
    ...(cron === null ? [] : [{ field: 'cron', reason: cron } as const]),
    ...operationFaults(schedule, operations),
  ];
}

function operationFaults(
  { operation: id, input }: Schedule,
  operations: readonly ScheduledOperation[],
): ScheduleFault[] {
  const operation = operationOf(id, operations);
  if (operation === null)
    return [{ field: 'operation', reason: `there is no operation ${id.slice(0, 60)}` }];
  if (operation === 'internal')
    return Object.keys(input).length === 0 ? [] : [{ field: 'input', reason: 'takes none' }];
  if (!isRunnable(operation))
    return [
      {
        field: 'operation',
        reason: `is ${operation.risk}: a schedule may only ask for what reads or is routine`,
      },
    ];
  const checked = checkInput(operation, input);
  if (!checked.ok)
    return checked.faults.map(({ message }) => ({ field: 'input', reason: message }));
  const risk = operation.kind === 'action' ? operation.riskOf(checked.input) : 'routine';
  if (risk === 'routine') return [];
  return [
    {
      field: 'input',
      reason: `makes ${id} ${risk}: a schedule may only ask for what reads or is routine`,
    },
  ];
}
