// How far mongodump and mongorestore have come, from the lines that they write about it.
import type { Tell } from '../../core/operation.js';

/** @returns is to hear each line */
export function dumpProgress(tell: Tell): (line: string) => void {
  const documents = new Map<string, number>();
  const reached = (): number => [...documents.values()].reduce((sum, count) => sum + count, 0);
  return (line) => {
    const done = /done dumping [^.]+\.(.+) \((\d+) documents?\)/.exec(line);
    const under = /^\S*\s*\[[#.]+\]\s+[^.]+\.(.+?)\s+(\d+)\/\d+\s/.exec(line);
    const [, collection, count] = done ?? under ?? [];
    if (collection === undefined) return;
    documents.set(collection, Math.max(documents.get(collection) ?? 0, Number(count)));
    const how = done ? '' : ' so far';
    tell(`${collection}: ${Number(count).toLocaleString('en')} documents${how}`, reached());
  };
}

/** @returns is to hear each line; `failed()`: how many documents it could not put back, as it says itself */
export function restoreProgress(tell: Tell): { heard(line: string): void; failed(): number } {
  let documents = 0;
  let failures = 0;
  return {
    heard(line) {
      const done = /finished restoring [^.]+\.(.+) \((\d+) documents?, (\d+) failures?\)/.exec(
        line,
      );
      if (done) {
        const [, collection = '', count, failed] = done;
        documents += Number(count);
        failures += Number(failed);
        tell(`${collection}: ${Number(count).toLocaleString('en')} documents`, documents);
      }
      const total = /(\d+) document\(s\) failed to restore/.exec(line);
      if (total) failures = Math.max(failures, Number(total[1]));
    },
    failed: () => failures,
  };
}
