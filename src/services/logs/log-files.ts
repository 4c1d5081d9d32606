// The last lines of a log file, however large it is.

export interface Tail {
  /** Oldest first, without colours and secrets. */
  lines: readonly string[];
  /** Size of the whole file in bytes. */
  size: number;
  /** Whether there is more before the first line. */
  cut: boolean;
  /** When it was last written, epoch milliseconds. */
  modifiedAt: number;
}

export interface LogFiles {
  /** @throws Problem not_found, not_possible (a directory, no permission) in words for the person */
  tail(path: string, lines: number): Promise<Tail>;
}
