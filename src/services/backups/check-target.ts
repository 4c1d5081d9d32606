// Whether a backup of a database can be made: its setting, the program, and room on the disk.
import { Problem } from '../../core/problem.js';
import { sizeText } from '../backups-restore/bytes.js';
import type { BackupTarget, MongoBackup, MongoBackups } from './backups.js';
import { addressFor } from './connection-file.js';
import { uriOf, type Parts } from './parts.js';
import { notStarted, toolsHowTo } from './tool-run.js';

/** How much more than the last one a backup may need. */
const growth = 1.2;
/** For saying its version, milliseconds. */
const versionTimeout = 15_000;

/** @throws Problem not_possible: no setting, no program (how to get it), no room; what the server's status throws */
export async function checkTarget(
  parts: Parts,
  target: BackupTarget,
  signal: AbortSignal,
): ReturnType<MongoBackups['check']> {
  addressFor(uriOf(parts, target.setting), target.setting);
  const version = await versionOf(parts, signal);
  const { dataBytes } = await parts.admin.status(target, signal);
  const freeBytes = await parts.freeBytesAt(parts.folder.directory);
  const earlier = (await parts.folder.list(target.database)).find(
    ({ system }) => system === target.system,
  );
  // While it is encrypted both files are there.
  const needed = neededBytes(dataBytes, earlier) * (parts.rules.encrypt ? 2 : 1);
  if (freeBytes < needed)
    throw new Problem(
      'not_possible',
      `There is too little room for a backup of ${target.database}: it needs about ${sizeText(needed)}, and ${sizeText(freeBytes)} are free.`,
      `Free some space at ${parts.folder.directory}, or keep fewer backups (backups.keep in ppm.config.yaml).`,
    );
  return { version, dataBytes, freeBytes };
}

/** As much as the data, or what the last one and the growth since make likely: it is compressed. */
function neededBytes(dataBytes: number, earlier: MongoBackup | undefined): number {
  if (!earlier) return dataBytes;
  const grown = earlier.dataBytes > 0 ? Math.max(1, dataBytes / earlier.dataBytes) : 1;
  return growth * earlier.bytes * grown;
}

async function versionOf(
  { commands, rules }: Pick<Parts, 'commands' | 'rules'>,
  signal: AbortSignal,
): Promise<string> {
  const words = [...rules.mongodump, '--version'];
  const said = await commands
    .ask({ words, pass: [], timeoutMs: versionTimeout }, signal)
    .catch((error: unknown) => {
      throw notStarted(error, { howTo: toolsHowTo });
    });
  const first = said.lines.find((line) => line.trim() !== '') ?? '';
  if (said.code !== 0)
    throw new Problem(
      'not_possible',
      `${words.join(' ')} ended with exit code ${said.code}${first === '' ? '.' : `: ${first}`}`,
      toolsHowTo,
    );
  return /version:?\s+(\S+)/i.exec(first)?.[1] ?? first.slice(0, 60);
}
