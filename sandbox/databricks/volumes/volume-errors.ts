// What Databricks says about volumes and the files in them. Names, SQLSTATEs and texts as its error classes have them.
import { SqlError } from '../errors.js';

export const volumeNotFound = (name: readonly string[]) =>
  new SqlError(
    'UC_VOLUME_NOT_FOUND',
    '42704',
    `Volume ${name.map((part) => `\`${part}\``).join('.')} does not exist. Please use 'SHOW VOLUMES' to list available volumes.`,
  );

export const inputPathNotFound = (path: string) =>
  new SqlError(
    'CF_PATH_DOES_NOT_EXIST_FOR_READ_FILES',
    '42K03',
    `The input path ${path} does not exist.`,
  );

export const stagedFileExists = (path: string) =>
  new SqlError(
    'FILE_IN_STAGING_PATH_ALREADY_EXISTS',
    '42K04',
    `File in staging path ${path} already exists but OVERWRITE is not set.`,
  );

export const invalidVolumePath = (path: string) =>
  new SqlError('INVALID_VOLUME_PATH', '42K03', `The path ${path} is not a file in a volume.`);
