// What is typed after `ppm`: the flags of the terminal itself, and the words that belong to the operation.

export interface Arguments {
  words: string[];
  /** One JSON document on standard output, and nothing else there. */
  json: boolean;
  /** False with --no-wait: what is filed is left to the bot. */
  wait: boolean;
  help: boolean;
}

const own: readonly string[] = ['--json', '--no-wait', '--help', '-h'];

/** Takes the terminal's flags out, wherever they stand. test/cli holds that no operation has an input of such a name. */
export function readArguments(argv: readonly string[]): Arguments {
  return {
    words: argv.filter((word) => !own.includes(word)),
    json: argv.includes('--json'),
    wait: !argv.includes('--no-wait'),
    help: argv.includes('--help') || argv.includes('-h'),
  };
}
