// A Dockerfile as its stages and their instructions, for the tests that hold it against the code.

export interface Instruction {
  word: string;
  rest: string;
}

export interface DockerStage {
  from: string;
  /** Empty for the last one, mostly. */
  name: string;
  instructions: readonly Instruction[];
}

/** @param text without heredocs and without ARG before the first FROM */
export function stagesOf(text: string): DockerStage[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => /^(\w+)\s+(.*)$/.exec(line))
    .map((found) => ({ word: found?.[1]?.toUpperCase() ?? '', rest: found?.[2] ?? '' }));
  const stages: { from: string; name: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, from = '', name = ''] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(line.rest) ?? [];
    if (line.word === 'FROM') stages.push({ from, name, instructions: [] });
    else stages.at(-1)?.instructions.push(line);
  }
  return stages;
}

/** What follows the word in each of a stage's instructions. */
export function all(stage: DockerStage | undefined, word: string): string[] {
  return (stage?.instructions ?? []).filter((one) => one.word === word).map(({ rest }) => rest);
}

/** Variables that `ENV A=1 B=2` sets. */
export function variablesOf(stage: DockerStage | undefined): Record<string, string> {
  const pairs = all(stage, 'ENV').flatMap((rest) => rest.split(/\s+/));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
