// What a terminal can do beside the operations, as the last part of `ppm help`.
import type { Report } from '../core/report.js';

const beside = [
  ['ppm follow <run>', 'watches a run to its end, with its exit code'],
  ['ppm ops', 'lists every operation; needs no setting'],
  ['ppm config check [file]', 'says what is wrong with ppm.config.yaml'],
  [
    'ppm state restore <file>',
    "puts the bot's memory back from a state backup, while the bot is stopped",
  ],
  [
    'ppm store copy [--dry-run]',
    "copies the bot's memory from PPM_DATA_DIR to MONGODB_URI, while the bot is stopped",
  ],
  ['--json', 'one JSON document instead of text'],
  ['--no-wait', 'returns as soon as the plan is filed'],
  ['--help, --version', ''],
];

const codes =
  'Exit codes: 0 done, 1 not done, 2 wrong input, 3 not allowed, 4 still waiting, 5 outcome unknown, 6 something is away.';

/** The help with what is a terminal's own. */
export function withTerminalNotes(report: Report): Report {
  const table = {
    title: 'In a terminal only',
    columns: [{ label: 'Type' }, { label: 'What it does' }],
    rows: beside,
  };
  return {
    ...report,
    tables: [...(report.tables ?? []), table],
    notes: ['ppm help <operation> shows its inputs and examples.', codes],
  };
}
