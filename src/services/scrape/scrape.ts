// Reads an address with Prometheus metrics, within limits: what is malformed or too much is a finding, not a crash.

export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Scrape {
  samples: readonly Sample[];
  /** Lines that are none of the format's. */
  malformed: number;
  /** Whether it was cut at the limit of samples or bytes. */
  truncated: boolean;
  /** How long it took, milliseconds. */
  millis: number;
  /** What it said a minute to an hour ago; without it nothing is known of before. */
  before?: Before;
}

export interface Before {
  samples: readonly Sample[];
  /** Epoch milliseconds. */
  at: number;
}

export interface Scraper {
  /** @throws Problem outside_unavailable (no answer, not 2xx), outside_refused (401, 403) */
  read(url: string, options: { signal: AbortSignal; timeoutMs: number }): Promise<Scrape>;
}
