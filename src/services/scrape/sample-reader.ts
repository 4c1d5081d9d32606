// Takes metrics as they come in, piece by piece, and stops at a number of samples.
import { parseLine } from './parse-line.js';
import type { Sample } from './scrape.js';

/** Characters; a longer line is none of the format's. */
const longestLine = 64 * 1024;

export interface SampleReader {
  /** @returns false when it wants no more */
  take(text: string): boolean;
  /** The last line may have no end: what it says counts only when the text was whole. */
  end(isWhole: boolean): { samples: Sample[]; malformed: number; isFull: boolean };
}

export function createSampleReader(mostSamples: number): SampleReader {
  const samples: Sample[] = [];
  let malformed = 0;
  let left = 0;
  let begun = '';
  let isTooLong = false;
  const isFull = (): boolean => left > 0;

  const addLine = (line: string): void => {
    const sample = isTooLong ? 'malformed' : parseLine(line);
    isTooLong = false;
    if (sample === null) return;
    if (sample === 'malformed') malformed += 1;
    else if (samples.length >= mostSamples) left += 1;
    else samples.push(sample);
  };

  return {
    take(text) {
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0 && !isFull(); end = text.indexOf('\n', start)) {
        addLine(begun + text.slice(start, end));
        begun = '';
        start = end + 1;
      }
      // What is too long is let go at once: the rest of it is only passed over.
      if (begun.length + text.length - start > longestLine) isTooLong = true;
      begun = isTooLong ? '' : begun + text.slice(start);
      return !isFull();
    },
    end(isWhole) {
      if (isWhole && !isFull() && (begun !== '' || isTooLong)) addLine(begun);
      return { samples, malformed, isFull: isFull() };
    },
  };
}
