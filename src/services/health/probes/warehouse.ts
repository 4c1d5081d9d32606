// The SQL warehouse answers, and knows whom it talks to. Through the client of everybody: a circuit that is open there is what
// one wants to know. (Runbook 1 "Databricks Connection Issues")
import { Problem } from '../../../core/problem.js';
import { failureOf } from '../../databricks/failure.js';
import type { Tables } from '../../databricks/tables.js';
import { DeadlineExceeded } from '../../resilience/failures.js';
import { failureOfStatus } from './http.js';
import type { ProbeFailure } from '../health.js';
import { good, Unwell, type Probe } from '../probe.js';
import { unwellFrom } from '../unwell-from.js';

export function warehouseProbe(tables: Pick<Tables, 'currentUser'>): Probe {
  return async ({ signal }) => {
    try {
      return good(`answers ${await tables.currentUser(signal)}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new Unwell(kindOf(error), error.message);
    }
  };
}

function kindOf({ code, cause }: Problem): ProbeFailure {
  const failure = failureOf(cause);
  if (failure?.kind === 'http') return failureOfStatus(failure.status);
  if (cause instanceof DeadlineExceeded) return 'timeout';
  const network = unwellFrom(cause).failure;
  if (network !== 'other') return network;
  return code === 'outside_unavailable' ? 'unreachable' : 'other';
}
