// What making, reading and restoring MongoDB backups all work with.
import type { BackupsConfig } from '../../config/delivery-schema.js';
import { Problem } from '../../core/problem.js';
import type { Tell } from '../../core/operation.js';
import type { Commands } from '../commands/commands.js';
import type { SettingOf } from '../commands/environment.js';
import type { Log } from '../log.js';
import type { MongoAdmin } from '../mongodb/mongo-admin.js';
import type { BackupFolder } from './backup-folder.js';
import type { BackupTarget } from './backups.js';

export interface Parts {
  rules: BackupsConfig;
  targets: readonly BackupTarget[];
  folder: BackupFolder;
  commands: Commands;
  settingOf: SettingOf;
  admin: Pick<MongoAdmin, 'shape' | 'status'>;
  /** Bytes that a file at this path may take. */
  freeBytesAt: (path: string) => Promise<number>;
  /** Epoch milliseconds. */
  now: () => number;
  log: Log;
}

export interface On {
  /** Id of the run: what the programs say stands in its thread. */
  run: string;
  signal: AbortSignal;
  tell: Tell;
}

/** The value of a target's setting. @throws Problem not_possible where it is not set */
export function uriOf({ settingOf }: Pick<Parts, 'settingOf'>, setting: string): string {
  const uri = settingOf(setting);
  if (uri !== undefined && uri !== '') return uri;
  throw new Problem(
    'not_possible',
    `${setting} is not set, so MongoDB can't be reached.`,
    `Set ${setting} to its address, mongodb://…, and start the bot again.`,
  );
}
