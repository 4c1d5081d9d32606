// The file that a report hands over, beside where `ppm` was typed. It may hold what only its reader should see.
import { writeFile } from 'node:fs/promises';
import { basename, parse, resolve } from 'node:path';
import { Problem } from '../core/problem.js';
import type { Report } from '../core/report.js';
import { redact } from '../services/redact.js';

const mostNames = 1000;

/**
 * Writes the report's file into `folder`, readable by this user only and never over another: a name that is taken gets a
 * number.
 * @returns the report, its attachment named by where it is
 * @throws Problem not_possible when nothing can be written there
 */
export async function saveAttachment(report: Report, folder: string): Promise<Report> {
  const { attachment } = report;
  if (!attachment) return report;
  const { name, ext } = parse(basename(attachment.name));
  for (let number = 1; number <= mostNames; number += 1) {
    const path = resolve(folder, `${name}${number === 1 ? '' : `-${number}`}${ext}`);
    if (await written(path, report.secret === true ? attachment.text : redact(attachment.text)))
      return { ...report, attachment: { ...attachment, name: path } };
  }
  throw cannotWrite(folder, undefined);
}

/** False where the name is taken. */
async function written(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, cause: unknown): Problem {
  return new Problem(
    'not_possible',
    `The file can't be written: ${path}`,
    'Go to a folder that you may write to, or use --json.',
    { cause },
  );
}
