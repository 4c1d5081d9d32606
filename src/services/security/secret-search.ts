// Secrets that lie where they should not: in configuration files, notes and logs. What is found is told by place and
// family, never by its text. (Runbook 5 "Security Monitoring": check_api_key_exposure)

export interface Exposure {
  /** As configured, or below it. */
  file: string;
  /** 1 for the first; of a file whose end only was read, counted from where the reading began. */
  line: number;
  /** Whether only the end of the file was read. */
  endOnly: boolean;
  /** `Notion token`, `value of NOTION_API_KEY` … */
  family: string;
}

export interface SearchResult {
  /** The first 200, by file and line. */
  found: readonly Exposure[];
  /** How many there are in all. */
  total: number;
  /** How many files were read. */
  files: number;
  /** What was not read, and why. */
  skipped: readonly { path: string; why: string }[];
  /** Whether there were more files than are searched at once. */
  cut: boolean;
}

export interface SecretSearch {
  /** Paths that are searched. */
  paths: readonly string[];
  /** Never throws for what a file is; @throws Problem cancelled */
  search(signal: AbortSignal): Promise<SearchResult>;
}
