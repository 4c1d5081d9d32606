// Says "still alive" at intervals for as long as work goes on: how a lease is kept.

/** Calls `beat` every `millis`, never twice at once. @returns how to stop it */
export function heartbeat(
  millis: number,
  beat: () => Promise<void>,
  failed: (error: unknown) => void,
): () => void {
  let beating = false;
  const timer = setInterval(() => {
    if (beating) return;
    beating = true;
    beat()
      .catch(failed)
      .finally(() => {
        beating = false;
      });
  }, millis);
  return () => clearInterval(timer);
}
