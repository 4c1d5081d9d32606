// The bot's operations as the composer of the page offers them. Loaded when first asked for: nobody waits for it at the
// start.
import type { OperationInfo } from '../src/core/operation.js';

export interface OperationHint {
  /** As typed after the command: `table restore`, `notion schema --fix`. */
  words: string;
  summary: string;
  /** The first example, as typed after the command. */
  example: string;
}

let hints: Promise<OperationHint[]> | undefined;

export function operationHints(): Promise<OperationHint[]> {
  hints ??= import('../src/handlers/registry.js').then(({ operations }) => hintsOf(operations));
  return hints;
}

function hintsOf(operations: readonly OperationInfo[]): OperationHint[] {
  const flagged = new Map(
    operations.flatMap(({ id, switches = {} }) =>
      Object.entries(switches).map(([flag, target]) => [target, `${wordsOf(id)} --${flag}`]),
    ),
  );
  return operations.map(({ id, summary, examples }) => {
    const words = flagged.get(id) ?? wordsOf(id);
    return { words, summary, example: examples[0] ?? words };
  });
}

const wordsOf = (id: string): string => id.replaceAll('.', ' ');
