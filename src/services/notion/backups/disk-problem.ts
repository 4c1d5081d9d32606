// What a person is told when the disk that backups lie on fails.
import { Problem } from '../../../core/problem.js';

/** Nothing half-written stays under a name that counts, so every one is certain. */
export function diskProblem(error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem(
        'not_possible',
        'The disk that backups are kept on is full.',
        'Free some space under PPM_DATA_DIR, notion-backups; then ask for it again.',
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Problem(
        'not_possible',
        'The folder for backups can not be written.',
        'Give the bot the right to write to PPM_DATA_DIR, notion-backups.',
        { cause: error },
      );
    case 'ENOENT':
      return new Problem(
        'not_possible',
        'The file of the backup is gone.',
        'Somebody has moved or removed it under PPM_DATA_DIR, notion-backups; choose another one.',
        { cause: error },
      );
    default:
      return new Problem(
        'not_possible',
        `The disk that backups are kept on fails (${String(error.code)}).`,
        'Look at PPM_DATA_DIR, notion-backups; then ask for it again.',
        { cause: error },
      );
  }
}
