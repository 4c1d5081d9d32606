// What SQLite and the file system say when the bot's memory can't be used, as a Problem that tells what to do.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';

/** By the codes of sqlite.org/rescode.html and errno(3). The libsql package gives the extended code: SQLITE_BUSY_RECOVERY. */
const causes = [
  {
    code: /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    message: "The disk that holds the bot's memory is full.",
    hint: 'Make room in PPM_DATA_DIR, then try again. Nothing was changed.',
  },
  {
    code: /^SQLITE_(BUSY|LOCKED)/,
    message: "The bot's memory is locked by another process.",
    hint: 'Try again. If it stays, find the process that keeps ppm.db in PPM_DATA_DIR open. Nothing was changed.',
  },
  {
    code: /^SQLITE_(CORRUPT|NOTADB)/,
    message: "The bot's memory is damaged.",
    hint: 'Stop ppm-oncall, keep a copy of ppm.db in PPM_DATA_DIR, and put a backup in its place.',
  },
  {
    code: /^(SQLITE_(READONLY|PERM|CANTOPEN|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST)/,
    message: "The bot's memory can not be opened or written.",
    hint: 'Check that PPM_DATA_DIR is a directory that the user of ppm-oncall may write to.',
  },
];

const coded = z.object({ code: z.string() });

/** A failure of the database as Problem store_unavailable; the database's own words stay in its cause. */
export function sqliteProblem(error: unknown): Problem {
  const code = codeOf(error);
  const known = causes.find((cause) => cause.code.test(code));
  return new Problem(
    'store_unavailable',
    known?.message ?? "The bot's memory can not be read or written.",
    known?.hint ?? 'Check the disk that holds PPM_DATA_DIR; the log has the details.',
    { cause: error },
  );
}

/** True for the Problem of a database that another connection was busy with. */
export function isBusy(error: unknown): boolean {
  return error instanceof Problem && codeOf(error.cause).startsWith('SQLITE_BUSY');
}

function codeOf(error: unknown): string {
  return coded.safeParse(error).data?.code ?? '';
}
