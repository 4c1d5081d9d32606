// What is typed after `ppm`: the flags of the terminal itself, and the words that belong to the operation.

export interface Arguments {
  words: string[];
  /** One JSON document on standard output, and nothing else there. */
  json: boolean;
  /** False with --no-wait: what is filed is left to the bot. */
  wait: boolean;
  help: boolean;
  version: boolean;
}

const own = ['--json', '--no-wait', '--help', '-h', '--version'] as const;

/**
 * Takes the terminal's flags out, wherever they stand. `--version` is the terminal's only when it stands alone: operations
 * have an input of that name.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const has = (flag: (typeof own)[number]) => argv.includes(flag);
  const version = argv[0] === '--version';
  const taken: readonly string[] = own.filter((flag) => flag !== '--version' || version);
  return {
    words: argv.filter((word) => !taken.includes(word)),
    json: has('--json'),
    wait: !has('--no-wait'),
    help: has('--help') || has('-h'),
    version,
  };
}
