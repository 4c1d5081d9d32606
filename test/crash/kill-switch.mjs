// Preloaded into a bot on SQLite by the crash tests: each write to the store is noted in a file under PPM_TEST_FATE, and the
// process that makes the one named in the file `order` is killed right before it, or right after its commit. The points are what
// the store does, not a list made by hand. Writers of one database come one after the other, so the count is exact.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { onlyTimes } from './only-times.mjs';

const folder = process.env.PPM_TEST_FATE ?? '';
const name = process.env.PPM_TEST_NAME ?? '';
const verbs = { INSERT: 'insert', UPDATE: 'replace', DELETE: 'remove' };
/** It dies after the next commit. */
let isArmed = false;

const die = () => process.kill(process.pid, 'SIGKILL');

const read = (file) => {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return '';
  }
};

/**
 * What counts as a move of the bot; null: nothing is changed (somebody was faster).
 * @param values as they are bound: body, collection, id, revision where there is one to replace; else collection and id first
 * @param find gives the stored document, if any
 */
function kindOf(verb, values, find) {
  const [collection, id] = verb === 'replace' ? values.slice(1) : values;
  const row = find(collection, id);
  const isMade =
    verb === 'insert' ? !row : verb === 'remove' ? row : row && row.revision === values[3];
  if (!isMade) return null;
  const isTime = verb === 'replace' && onlyTimes(row.body, values[0]);
  return `${verb} ${collection}${isTime ? ' (times)' : ''}`;
}

/** What is to happen at this write; it is noted. */
function fateOf(kind) {
  const [deed, wanted, nth] = read('order').split('\n');
  const before =
    wanted === kind
      ? read('log')
          .split('\n')
          .filter((line) => line.split('\t')[1] === kind).length
      : -1;
  const isMet = before + 1 === Number(nth);
  appendFileSync(join(folder, 'log'), `${name}\t${kind}${isMet ? '\tmet' : ''}\n`);
  return isMet ? deed : null;
}

const { prepare, exec } = Database.prototype;
Database.prototype.prepare = function prepareCounted(sql) {
  const statement = prepare.call(this, sql);
  const verb = verbs[/^(INSERT|UPDATE|DELETE)/.exec(sql)?.[1]];
  if (verb === undefined) return statement;
  const { run } = statement;
  const current = prepare.call(
    this,
    'SELECT revision, body FROM documents WHERE collection = ? AND id = ?',
  );
  statement.run = function runCounted(...values) {
    const kind = kindOf(verb, values, (...place) => current.all(...place)[0]);
    const deed = kind === null ? null : fateOf(kind);
    if (deed === 'kill-before') die();
    if (deed === 'kill-after') isArmed = true;
    return run.apply(this, values);
  };
  return statement;
};
Database.prototype.exec = function execCounted(sql) {
  const result = exec.call(this, sql);
  if (isArmed && sql === 'COMMIT') die();
  return result;
};
