// A driver without a warehouse, for what a simulator can't be made to do in time.
import type { Driver } from '../../../src/services/databricks/driver.js';

export interface DriverScript {
  onOpen?: () => void;
  onSubmit?: (sql: string) => void;
  /** Of the statement, called each time that it is asked for. */
  finished?: (sql: string) => Promise<void>;
  result?: (sql: string) => void;
}

export function fakeDriver({ onOpen, onSubmit, finished, result }: DriverScript) {
  const seen = { opened: 0, closed: 0, cancelled: 0, sent: new Array<string>() };
  const driver: Driver & { seen: typeof seen } = {
    seen,
    async openSession() {
      seen.opened += 1;
      onOpen?.();
      return {
        async submit({ sql }) {
          seen.sent.push(sql);
          onSubmit?.(sql);
          return {
            finished: async () => finished?.(sql),
            async result() {
              result?.(sql);
              return { columns: [], rows: [] };
            },
            async cancel() {
              seen.cancelled += 1;
            },
            close: () => undefined,
          };
        },
        close() {
          seen.closed += 1;
        },
      };
    },
    close: async () => undefined,
  };
  return driver;
}
