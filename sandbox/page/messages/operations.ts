// The bot's operations, asked for once, for what the composer offers.
import { useEffect, useState } from 'react';
import type { OperationHint } from '../../operation-hints.js';
import { getJson } from '../api/http.js';

let asked: Promise<OperationHint[]> | undefined;

/** Nothing until they are there; a simulator that stands alone has none. */
export function useOperations(): readonly OperationHint[] {
  const [operations, setOperations] = useState<readonly OperationHint[]>([]);
  useEffect(() => {
    let isShown = true;
    asked ??= getJson<OperationHint[]>('operations').catch(() => []);
    void asked.then((found) => isShown && setOperations(found));
    return () => {
      isShown = false;
    };
  }, []);
  return operations;
}
