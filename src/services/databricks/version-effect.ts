// What a version did to the rows, read from the metrics that Delta keeps in the history.
import type { TableVersion } from './tables.js';

export interface Effect {
  added: number;
  changed: number;
  removed: number;
}

/** Rows added, changed and removed; null where the history doesn't tell, as for an overwrite. */
export function effectOf(version: TableVersion): Effect | null {
  const rows = (...names: string[]): number =>
    Math.max(0, ...names.map((name) => Number(version.metrics[name] ?? 0)));
  if (Object.keys(version.metrics).length === 0) return null;
  switch (version.operation) {
    case 'MERGE':
      return {
        added: rows('numTargetRowsInserted'),
        changed: rows('numTargetRowsUpdated'),
        removed: rows('numTargetRowsDeleted'),
      };
    case 'DELETE':
      return version.metrics['numDeletedRows'] === undefined
        ? null
        : { added: 0, changed: 0, removed: rows('numDeletedRows') };
    case 'UPDATE':
      return { added: 0, changed: rows('numUpdatedRows'), removed: 0 };
    case 'WRITE':
    case 'STREAMING UPDATE':
    case 'COPY INTO':
      return /overwrite/i.test(version.parameters['mode'] ?? '')
        ? null
        : { added: rows('numOutputRows'), changed: 0, removed: 0 };
    default:
      return null;
  }
}

/** `340 removed, 140 changed`; `replaced by 6 rows`; a dash where there is nothing to say. */
export function effectText(version: TableVersion): string {
  const effect = effectOf(version);
  if (!effect) return otherEffect(version);
  const parts = [
    effect.removed > 0 ? `${effect.removed} removed` : '',
    effect.added > 0 ? `${effect.added} added` : '',
    effect.changed > 0 ? `${effect.changed} changed` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : 'none';
}

function otherEffect({ operation, parameters, metrics }: TableVersion): string {
  const output = metrics['numOutputRows'];
  if (output !== undefined) return `replaced by ${output} rows`;
  const version = parameters['version'];
  if (operation === 'RESTORE' && version !== undefined) return `as in version ${version}`;
  return '—';
}
