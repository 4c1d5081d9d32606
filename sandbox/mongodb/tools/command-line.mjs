// What the pretended mongodump and mongorestore share: options, the file of --config, and how they speak and end. They are as
// strict as the real ones of version 100.6, and say the same.
import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { parse } from 'yaml';

export const toolVersion = '100.6.1';

/** A line of standard error. */
export function say(text) {
  if (!isQuiet) console.error(`${new Date().toISOString().replace('Z', '+0000')}\t${text}`);
}
let isQuiet = false;

/** Says why, and how to get help, and ends. */
function misuse(tool, text) {
  say(`error parsing command line options: ${text}`);
  say(`try '${tool} --help' for more information`);
  process.exit(1);
}

/**
 * The options, by name: `--db=x`, `--db x`, `--gzip`. Ends with what is wrong; for --version after saying it.
 * @param known.flags stand alone @param known.values have one @param known.lists may stand several times
 */
export function optionsOf(tool, given, { flags = [], values = [], lists = [] }) {
  const found = {};
  for (let place = 0; place < given.length; place += 1) {
    const word = given[place];
    if (!word.startsWith('--'))
      misuse(
        tool,
        'error parsing positional arguments: provide only one MongoDB connection string',
      );
    const [name, ...rest] = word.slice(2).split('=');
    const isKnown = [...common, ...values, ...lists].includes(name);
    if ([...flags, 'version', 'quiet'].includes(name)) found[name] = true;
    else if (!isKnown) misuse(tool, `unknown option "${name}"`);
    else {
      const value = rest.length > 0 ? rest.join('=') : given[(place += 1)];
      if (value === undefined) misuse(tool, `expected argument for flag \`--${name}'`);
      found[name] = lists.includes(name) ? [...(found[name] ?? []), value] : value;
    }
  }
  if (found.version) {
    console.log(`${tool} version: ${toolVersion}\ngit version: sandbox`);
    process.exit(0);
  }
  isQuiet = found.quiet === true;
  return withAddress(tool, found);
}

/** `faults` is the sandbox's own: the file with what goes wrong. */
const common = ['config', 'uri', 'db', 'archive', 'faults'];

function withAddress(tool, found) {
  if (found.archive === undefined) misuse(tool, 'the sandbox needs --archive=FILE');
  const uri = found.uri ?? addressIn(tool, found.config) ?? 'mongodb://localhost/';
  let inAddress = '';
  try {
    const { pathname, protocol } = new URL(uri);
    if (!/^mongodb(\+srv)?:$/.test(protocol)) throw new Error('no address of MongoDB');
    inAddress = decodeURIComponent(pathname.slice(1));
  } catch {
    misuse(tool, 'error parsing uri: scheme must be "mongodb" or "mongodb+srv"');
  }
  const { db } = found;
  if (db !== undefined && inAddress !== '' && db !== inAddress)
    misuse(
      tool,
      `Invalid Options: Cannot specify different database in connection URI and command-line option ("${inAddress}" was specified in the URI and "${db}" was specified in the --db option)`,
    );
  return { ...found, uri, db: db ?? (inAddress === '' ? undefined : inAddress) };
}

function addressIn(tool, path) {
  if (path === undefined) return undefined;
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    misuse(tool, `error opening file with --config: open ${path}: no such file or directory`);
  }
  const content = parse(text) ?? {};
  const stranger = Object.keys(content).find((name) => !inConfig.includes(name));
  if (stranger !== undefined)
    misuse(tool, `error parsing config file ${path}: field ${stranger} not found`);
  return content.uri;
}

const inConfig = ['uri', 'password', 'sslPEMKeyPassword', 'destinationPassword'];

/** A client, connected. @throws Error with the tools' words; no address in it, since it may hold a password */
export async function connected(uri) {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 30_000 });
  await client.connect().catch((error) => {
    throw new Error(`can't create session: could not connect to server: ${error.name}`);
  });
  return client;
}

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The first signal ends it, as it ends the real ones. */
export function heedSignals() {
  for (const [signal, name] of [
    ['SIGTERM', 'terminated'],
    ['SIGINT', 'interrupt'],
  ])
    process.once(signal, () => {
      say(`signal '${name}' received; attempting to shut down`);
      say('Failed: received termination signal');
      process.exit(1);
    });
}
