// Waits for a condition, never for a time.

/**
 * What `condition` gives as soon as it is neither null, undefined nor false.
 * @throws when that takes longer than `millis`, saying what was waited for
 */
export async function until<Value>(
  what: string,
  condition: () => Value | null | undefined | false | Promise<Value | null | undefined | false>,
  millis = 15_000,
): Promise<Value> {
  const deadline = performance.now() + millis;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${millis} ms in vain for: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 15);
    });
  }
}
