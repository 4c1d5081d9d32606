// The circuit breakers of this process, to be looked at and closed by hand. (Runbook 2 scenario 10)

export interface Circuit {
  /** `notion`, `databricks` … */
  name: string;
  state: 'closed' | 'half-open' | 'open';
  /** Failures in a row. */
  failures: number;
  /** Since when it is not closed, and when it lets a call try again (epoch milliseconds); null while it is closed. */
  openedAt: number | null;
  triesAt: number | null;
  /** What failed last, in words without secrets; null where nothing has. */
  lastFailure: string | null;
}

export interface Circuits {
  list(): Circuit[];
  /** Closes one. @returns how it was before. @throws Problem not_found naming the nearest */
  reset(name: string): Circuit;
}
