// The circuits of this process by name: each policy adds its own as it is made. Another replica, and a terminal, have theirs,
// which open and close by what they see themselves; what a person closes is closed on all of them.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../core/problem.js';
import type { News } from '../replicas/replicas.js';
import type { Breaker } from './breaker.js';
import type { Circuits } from './circuits.js';

export interface CircuitRegistry extends Circuits {
  /** @throws Error where another one has the name: one of them could not be closed */
  add(name: string, breaker: Pick<Breaker, 'look' | 'close'>): void;
}

/** @param replicas.news left out: there is no other process */
export function createCircuitRegistry({ news }: { news?: News } = {}): CircuitRegistry {
  const breakers = new Map<string, Pick<Breaker, 'look' | 'close'>>();
  news?.listen((told) => {
    if (told.kind === 'circuit-closed') breakers.get(told.name)?.close();
  });

  return {
    add(name, breaker) {
      if (breakers.has(name)) throw new Error(`There are two circuits ${name}.`);
      breakers.set(name, breaker);
    },
    list: () => [...breakers.values()].map((breaker) => breaker.look()),
    reset(name) {
      const wanted = name.trim().toLowerCase();
      const breaker = breakers.get(wanted);
      if (!breaker) throw unknown(wanted, [...breakers.keys()]);
      const before = breaker.look();
      breaker.close();
      news?.tell({ kind: 'circuit-closed', name: wanted });
      return before;
    },
  };
}

function unknown(wanted: string, names: readonly string[]): Problem {
  const given = wanted.slice(0, 60);
  const near = names.toSorted((a, b) => distance(given, a) - distance(given, b)).slice(0, 5);
  return new Problem(
    'not_found',
    `There is no circuit ${JSON.stringify(given)}.`,
    near.length > 0 ? `There are ${near.join(', ')}.` : 'There are no circuits at all.',
    { field: 'name' },
  );
}
