// Chunks of a stream of text, as lines. A line that never ends takes no more memory than one of the longest length.

/** UTF-16 units of a line that are kept. */
export const longestLine = 8_192;
/** A word longer than this is no word any more. */
const longestWord = 1_024;

export interface Line {
  text: string;
  /** It ended with a carriage return: the next line is written over it (a progress bar). */
  overwritten: boolean;
}

export interface LineReader {
  take(chunk: string): void;
  /** The stream has ended: what stands there without a line break is the last line. */
  end(): void;
}

export function createLineReader(said: (line: Line) => void): LineReader {
  let pending = '';
  let isCut = false;
  /** The chunk ended between the two characters of a line break, perhaps. */
  let held = '';

  function add(text: string): void {
    if (pending.length + text.length > longestLine) isCut = true;
    if (pending.length < longestLine) pending += text.slice(0, longestLine - pending.length);
  }

  function emit(overwritten: boolean): void {
    const text = isCut ? withoutLastWord(pending) : pending;
    pending = '';
    isCut = false;
    said({ text, overwritten });
  }

  return {
    take(chunk) {
      const text = held + chunk;
      held = text.endsWith('\r') ? '\r' : '';
      const pieces = text.slice(0, text.length - held.length).split(/(\r\n|\n|\r)/);
      for (const [place, piece] of pieces.entries())
        if (place % 2 === 0) add(piece);
        else emit(piece === '\r');
    },
    end() {
      if (pending !== '') emit(false);
    },
  };
}

/** Half a secret is not known as one, so the word in which a line is cut is left out. */
function withoutLastWord(text: string): string {
  return `${text.replace(new RegExp(`\\S{1,${longestWord}}$`), '')}…`;
}
