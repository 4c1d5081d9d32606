// Keeps the old object wherever nothing has changed in it, so that only what is new is drawn again.

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** `next`, with the parts that equal those of `previous` replaced by them. */
export function share<Value>(previous: unknown, next: Value): Value;
export function share(previous: unknown, next: unknown): unknown {
  if (Object.is(previous, next) || !isPlain(previous) || !isPlain(next)) return next;
  if (Array.isArray(next)) {
    if (!Array.isArray(previous)) return next;
    const before: unknown[] = previous;
    const items = next.map((item: unknown, index) => share(before[index], item));
    const same = before.length === items.length && items.every((item, i) => item === before[i]);
    return same ? previous : items;
  }
  if (Array.isArray(previous)) return next;
  const entries = Object.entries(next).map(([key, item]) => [key, share(previous[key], item)]);
  const shared: Record<string, unknown> = Object.fromEntries(entries);
  const keys = Object.keys(shared);
  const same =
    keys.length === Object.keys(previous).length &&
    keys.every((key) => key in previous && shared[key] === previous[key]);
  return same ? previous : shared;
}
