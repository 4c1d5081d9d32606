// Histories for tests: only what matters is spelled out.
import type { TableVersion } from '../../../src/services/databricks/tables.js';

export const day = 86_400_000;
/** 2026-01-01T00:00:00Z */
export const newYear = Date.UTC(2026, 0, 1);

/** A history, newest first, of what is given oldest first: version 0 at New Year 2026, one a day. */
export function historyOf(
  ...operations: (string | (Partial<TableVersion> & { operation: string }))[]
): TableVersion[] {
  return operations
    .map((given, version) => ({
      version,
      at: newYear + version * day,
      user: 'ana@meridian-finance.example',
      parameters: {},
      metrics: {},
      ...(typeof given === 'string' ? { operation: given } : given),
    }))
    .toReversed();
}
