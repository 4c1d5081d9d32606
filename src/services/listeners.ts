// Whoever wants to be told of something, in the order in which they asked.

export interface Listeners<Item> {
  tell(item: Item): void;
  add(listener: (item: Item) => void): void;
}

export function createListeners<Item>(
  ...first: readonly ((item: Item) => void)[]
): Listeners<Item> {
  const listeners = [...first];
  return {
    tell(item) {
      for (const listener of listeners) listener(item);
    },
    add: (listener) => void listeners.push(listener),
  };
}
