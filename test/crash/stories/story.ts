// What a story is: something that people have the bot do, and how it must have ended, seen from outside.
import type { Scene } from '../scene.js';

export interface Story {
  name: string;
  /**
   * Plays it to its end.
   * @returns what is wrong then, in words; nothing when every promise was kept
   * @throws when something that was accepted is lost, or never ends
   */
  play(scene: Scene): Promise<string[]>;
}

export const ended = /has succeeded|has failed|was cancelled|expired|was denied/;

/** What is wrong, where it is. */
export function faults(...found: readonly (string | false)[]): string[] {
  return found.filter((fault) => fault !== false);
}
