// The Problem that something throws, for tests that look into it.
import { Problem } from '../../../../src/core/problem.js';

/** @throws whatever else is thrown, and an Error if nothing is */
export function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
