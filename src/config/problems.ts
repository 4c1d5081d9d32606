// Why the bot does not start: every wrong setting at once, by name and reason. A value is never told, not even part of it.

export interface ConfigurationProblem {
  /** Of an environment variable, or a path in ppm.config.yaml such as `roles.oncall[0]`. */
  name: string;
  reason: string;
}

/** `message` is the readable list. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(
      [
        `ppm-oncall can't start; ${problems.length === 1 ? 'one setting needs' : `${problems.length} settings need`} attention:`,
        ...problemLines(problems),
      ].join('\n'),
    );
    this.problems = problems;
  }
}

/** `  NAME  reason`, the reasons aligned. */
export function problemLines(problems: readonly ConfigurationProblem[]): string[] {
  const width = Math.max(0, ...problems.map((problem) => problem.name.length));
  return problems.map((problem) => `  ${problem.name.padEnd(width)}  ${problem.reason}`);
}
