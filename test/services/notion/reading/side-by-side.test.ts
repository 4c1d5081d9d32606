import { describe, expect, it } from 'vitest';
import { sideBySide } from '../../../../src/services/notion/reading/side-by-side.js';

/** Work that ends when it is told to. */
function gate() {
  const begun: number[] = [];
  const ends = new Map<number, (failure?: Error) => void>();
  const work = (item: number): Promise<string> => {
    begun.push(item);
    return new Promise((resolve, reject) => {
      ends.set(item, (failure) => (failure ? reject(failure) : resolve(`done ${item}`)));
    });
  };
  const end = async (item: number, failure?: Error): Promise<void> => {
    ends.get(item)?.(failure);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { begun, work, end };
}

describe('side by side', () => {
  it('begins a few, the next when one has ended, and keeps the order', async () => {
    const { begun, work, end } = gate();
    const all = sideBySide([1, 2, 3], 2, work);
    expect(begun).toEqual([1, 2]);
    await end(2);
    expect(begun).toEqual([1, 2, 3]);
    await end(3);
    await end(1);
    expect(await all).toEqual(['done 1', 'done 2', 'done 3']);
  });

  it('after a failure begins nothing more, and waits for what is under way', async () => {
    const { begun, work, end } = gate();
    let told = false;
    const all = sideBySide([1, 2, 3, 4], 2, work).finally(() => {
      told = true;
    });
    all.catch(() => undefined);
    await end(1, new Error('refused'));
    expect([begun, told]).toEqual([[1, 2], false]);
    await end(2);
    await expect(all).rejects.toThrow('refused');
    expect(begun).toEqual([1, 2]);
  });

  it('of nothing is nothing', async () => {
    expect(await sideBySide([], 4, async () => 1)).toEqual([]);
  });
});
