// Whom a step of the chain reaches: everyone behind its levels, and where nobody is, the level after that.
import type { Actor } from '../../core/actor.js';
import type { Oncall } from '../oncall/oncall.js';
import type { Level } from './chain.js';

const everyLevel: readonly Level[] = ['oncall', 'manager', 'director'];

export interface Reached {
  called: { level: Level; people: Actor[] }[];
  /** Levels with nobody behind them. */
  empty: Level[];
}

/** @param at epoch milliseconds */
export async function reach(
  oncall: Pick<Oncall, 'peopleFor'>,
  levels: readonly Level[],
  at: number,
): Promise<Reached> {
  const reached: Reached = { called: [], empty: [] };
  let standsIn = false;
  for (const level of everyLevel) {
    if (!standsIn && !levels.includes(level)) continue;
    const people = await oncall.peopleFor(level, at);
    standsIn = people.length === 0;
    if (standsIn) reached.empty.push(level);
    else reached.called.push({ level, people });
  }
  return reached;
}
