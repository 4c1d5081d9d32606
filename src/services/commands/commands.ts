// Commands and HTTP calls that ppm.config.yaml names for a system (a sync script, a service's own sync endpoint). No shell:
// a program and its arguments. What they say is kept, masked, and stands in the thread of the run's card.

export interface CommandSpec {
  /** Program, then its arguments. */
  words: readonly string[];
  cwd?: string;
  /** Names of settings that it may see, beside PATH and the like. */
  pass: readonly string[];
  timeoutMs: number;
}

export interface CallSpec {
  method: 'POST' | 'PUT' | 'GET';
  url: string;
  timeoutMs: number;
}

export interface Ended {
  /** Exit code, or HTTP status. */
  code: number;
  /** The last line that says something. */
  lastLine: string;
}

/** What a command said that only looks. */
export interface Said {
  code: number;
  /** Masked, without colours; the last ones where there were too many. */
  lines: string[];
  /** How many lines are left out. */
  dropped: number;
}

export interface Commands {
  /**
   * Runs a command that only looks: what it says is given back, and kept nowhere.
   * @param heard as in `run`
   * @throws like `run`, and when its time was up outside_unavailable
   */
  ask(spec: CommandSpec, signal: AbortSignal, heard?: (line: string) => void): Promise<Said>;
  /**
   * Runs a command to its end. When the signal is aborted it gets SIGTERM, and SIGKILL 5 s later; its children too.
   * @param options.run id of the run whose output this is
   * @param options.heard is told each line as it comes, not masked: for reading figures out of it, never for showing
   * @throws Problem not_possible when it can't be started, cancelled, outcome_unknown when its time was up
   */
  run(
    spec: CommandSpec,
    options: { run: string; signal: AbortSignal; heard?: (line: string) => void },
  ): Promise<Ended>;
  /** @throws Problem outside_unavailable when nothing was sent, outcome_unknown when the reply was lost, cancelled */
  call(spec: CallSpec, options: { run: string; signal: AbortSignal }): Promise<Ended>;
}
