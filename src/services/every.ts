// A loop that calls itself again: never two passes at once, and stopped it stays stopped.

export interface Loop {
  /** Runs a pass now, or right after the one under way. */
  wake(): void;
  /** No pass runs after this resolves. */
  stop(): Promise<void>;
}

/** Calls `pass` now and then `millis` after each end. `failed` is told what it throws. */
export function every(
  millis: number,
  pass: () => Promise<void>,
  failed: (error: unknown) => void,
): Loop {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let stopped = false;
  let current: Promise<void> | null = null;

  function start(): void {
    clearTimeout(timer);
    again = false;
    current = pass()
      .catch(failed)
      .then(() => {
        current = null;
        if (stopped) return;
        if (again) start();
        else timer = setTimeout(start, millis);
      });
  }
  start();

  return {
    wake() {
      if (stopped) return;
      if (current) again = true;
      else start();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
