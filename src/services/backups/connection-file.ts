// The address of a database for mongodump and mongorestore: in a file, because everybody can read arguments and environment.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../core/problem.js';

/** scheme, user, hosts, database, options. The user's part can have no @ or / of its own. (MongoDB, "Connection Strings") */
const shape = /^(mongodb(?:\+srv)?:\/\/)(?:([^@/]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/s;

/**
 * The address without its database: the tools refuse one that differs from --db. It also says whose users are meant, so that
 * is written out; the tools would take --db for it. Not for mongodb+srv, where DNS may say it, as Atlas does; and not where
 * the way to sign in has its own.
 * @param setting its name, for the Problem
 * @throws Problem not_possible, which does not hold the address
 */
export function addressFor(uri: string, setting: string): string {
  const found = shape.exec(uri.trim());
  if (!found)
    throw new Problem(
      'not_possible',
      `${setting} is no address of a MongoDB.`,
      'Write mongodb://user:password@host/database with special characters percent-encoded, and start the bot again.',
    );
  const [, scheme = '', user, hosts = '', database = '', text = ''] = found;
  const options = text.split('&').filter((option) => option !== '');
  const has = (name: string): boolean =>
    options.some((option) => option.toLowerCase().startsWith(`${name.toLowerCase()}=`));
  const isExternal = options.some((option) =>
    /^authMechanism=(MONGODB-X509|MONGODB-AWS|MONGODB-OIDC|GSSAPI|PLAIN)$/i.test(option),
  );
  if (user && scheme === 'mongodb://' && !has('authSource') && !isExternal)
    options.push(`authSource=${database === '' ? 'admin' : database}`);
  const query = options.length === 0 ? '' : `?${options.join('&')}`;
  return `${scheme}${user === undefined ? '' : `${user}@`}${hosts}/${query}`;
}

/** @param directory that only this user may look into @returns path of the file, for --config */
export async function writeConnection(directory: string, address: string): Promise<string> {
  const path = join(directory, 'connection.yaml');
  // A text in JSON is one in YAML.
  await writeFile(path, `uri: ${JSON.stringify(address)}\n`, { mode: 0o600, flag: 'wx' });
  return path;
}
