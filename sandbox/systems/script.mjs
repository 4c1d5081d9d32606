// What the pretend sync scripts share: how they speak, what they remember between two runs, and the faults that the
// sandbox's page or a test has set for them (faults.ts). Plain JavaScript, as a command of another house would be.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = process.env.PPM_DATA_DIR ?? '';
let log = null;

/** What is said from now on stands in this file too, below `logs` of the data directory. */
export function logTo(file) {
  if (folder === '') return;
  log = join(folder, 'logs', file);
  mkdirSync(dirname(log), { recursive: true });
}

/** A line as a log has it: time, level, words. */
export function say(level, text) {
  const time = new Date().toISOString().replace('T', ' ').slice(0, 19);
  const line = `${time} ${level} ${text}`;
  console.log(line);
  if (log !== null) appendFileSync(log, `${line}\n`);
}

export const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Ends with a usage on standard error. */
export function misuse(text) {
  console.error(text);
  process.exit(2);
}

/** The options of `given`: `flags` stand alone, `values` take the next word. */
export function optionsIn(given, { flags = [], values = [] }) {
  const found = {};
  for (let place = 0; place < given.length; place += 1) {
    const word = given[place];
    if (flags.includes(word)) found[word] = true;
    else if (values.includes(word) && given[place + 1] !== undefined)
      found[word] = given[(place += 1)];
    else misuse(`error: unrecognized arguments: ${word}`);
  }
  return found;
}

/** A pause in seconds from an option; none without it. */
export function secondsOf(text) {
  const seconds = Number(text ?? 0);
  if (!(seconds >= 0)) misuse(`error: invalid delay: ${text}`);
  return seconds;
}

/** What was remembered under a name; `otherwise` where there is nothing, or no folder to remember in. */
export function recall(name, otherwise) {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  if (folder === '') return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(value));
}

/** The fault that is set for a script, or null. It wears out. */
export function faultOf(script) {
  const faults = recall('sync-faults.json', {});
  const fault = faults[script];
  if (!fault || fault.count === 0) return null;
  if (fault.count > 0) remember('sync-faults.json', { ...faults, [script]: worn(fault) });
  return fault.kind;
}

const worn = (fault) => ({ ...fault, count: fault.count - 1 });

/** Says how a whole run fails, as the runbooks' logs do, and ends; nothing for a fault that is no such thing. */
export function failWhole(fault) {
  const texts = {
    unauthorized:
      'HTTP 401 {"error": "Unauthorized", "code": "unauthorized", "message": "API token is invalid."}',
    rate_limited: 'HTTP 429 {"code": "rate_limited"} retry-after 60',
    schema:
      'HTTP 400 {"code": "validation_error", "message": "Open tickets is not a property that exists."}',
    timeout: 'ConnectionTimeout: https://api.notion.com did not answer within 10 s',
    crash: "ModuleNotFoundError: No module named 'notion_client'",
  };
  const text = texts[fault];
  if (text === undefined) return;
  say('ERROR', text);
  process.exit(1);
}

/**
 * Syncs records one after the other in batches.
 * @returns those that failed: every eleventh, where the fault is `partial`
 */
export async function syncAll(records, { batch, pause, isPartial, isVerbose }) {
  const failed = [];
  for (const [place, record] of records.entries()) {
    if (place > 0 && place % batch === 0) await wait(pause);
    await wait(0.01);
    if (isPartial && place % 11 === 4) {
      failed.push(record);
      say('WARN', `Failed to sync ${record}: validation_error on property Last contact`);
    } else if (isVerbose) say('DEBUG', `API call PATCH /v1/pages 200 ${record}`);
  }
  return failed;
}
