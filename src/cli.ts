#!/usr/bin/env node
// `ppm …`: the same operations from a terminal, with the same rules, for when Slack is down or a script asks. What needs
// no setting (help, ops, --version) loads neither the configuration nor a driver, so that it answers at once.
import { readFileSync } from 'node:fs';
import { readArguments } from './cli/arguments.js';
import { exitCodes, type ExitCode } from './cli/exit-codes.js';
import { operationsAsJson, operationsAsText } from './cli/list-operations.js';
import { follow, operate } from './cli/operate.js';
import { createOutput } from './cli/output.js';
import { withTerminalNotes } from './cli/terminal-notes.js';
import { ConfigurationError } from './config/problems.js';
import { asProblem, Problem } from './core/problem.js';
import { helpAbout } from './handlers/look/help.js';
import { operations } from './handlers/registry.js';

const given = readArguments(process.argv.slice(2));
const [first, second] = given.words;
const interrupted = new AbortController();
const output = createOutput(
  { out: process.stdout, err: process.stderr },
  { json: given.json, gone: () => interrupted.abort() },
);

process.exitCode = await main().catch(failed);

function failed(error: unknown): ExitCode {
  if (!(error instanceof ConfigurationError)) return output.problem(asProblem(error));
  if (output.json)
    return output.problem(new Problem('invalid_input', error.message, 'See .env.example.'));
  process.stderr.write(`${error.message}\n`);
  return exitCodes.wrongInput;
}

function main(): Promise<ExitCode> {
  if (given.help || first === undefined || first === 'help') return help();
  if (first === '--version') return version();
  if (first === 'ops') return ops();
  if (first === 'config') return config();
  if (first === 'state') return state();
  if (first === 'store') return store();
  return inTheHouse();
}

async function help(): Promise<ExitCode> {
  const words = first === 'help' ? given.words.slice(1) : given.words;
  const flag = words.findIndex((word) => word.startsWith('-'));
  const topic = words.slice(0, flag < 0 ? words.length : flag).join(' ');
  const report = helpAbout(topic, operations, 'ppm');
  output.report(topic === '' ? withTerminalNotes(report) : report);
  return exitCodes.ok;
}

async function version(): Promise<ExitCode> {
  const file: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const known = typeof file === 'object' && file !== null && 'version' in file ? file.version : '?';
  output.answer(output.json ? JSON.stringify({ version: known }) : `ppm ${String(known)}`);
  return exitCodes.ok;
}

async function ops(): Promise<ExitCode> {
  output.answer(output.json ? operationsAsJson(operations) : operationsAsText(operations));
  return exitCodes.ok;
}

/** `ppm config check [file]` */
async function config(): Promise<ExitCode> {
  if (second !== 'check' || given.words.length > 3)
    throw new Problem('invalid_input', 'There is only `config check`.', 'ppm config check [file]');
  const { checkConfiguration } = await import('./config/check.js');
  const { configPath } = await import('./config/load.js');
  const checked = checkConfiguration(given.words[2] ?? configPath(), operations);
  output.answer(output.json ? JSON.stringify(checked, null, 2) : checked.lines.join('\n'));
  return checked.ok ? exitCodes.ok : exitCodes.wrongInput;
}

/** `ppm state restore <file>`: the bot is stopped, and its settings and its company may be lost with its memory. */
async function state(): Promise<ExitCode> {
  const { restoreState } = await import('./cli/restore-state.js');
  process.once('SIGINT', () => interrupted.abort());
  return restoreState({ words: given.words.slice(1), output, signal: interrupted.signal });
}

/** `ppm store copy [--dry-run]`: the bot is stopped here, too. */
async function store(): Promise<ExitCode> {
  const { copyStore } = await import('./cli/copy-store.js');
  process.once('SIGINT', () => interrupted.abort());
  return copyStore({ words: given.words.slice(1), output, signal: interrupted.signal });
}

/** The one place that loads and builds everything. */
async function inTheHouse(): Promise<ExitCode> {
  const { buildHouse } = await import('./wiring.js');
  const { loadForTerminal } = await import('./config/load.js');
  const { settings, config: company, ...rest } = loadForTerminal(operations);
  // Whoever waits here can end it with Ctrl-C: work that was begun here is not cut off after the bot's half minute.
  const engine = { ...company.engine, drainSeconds: 24 * 60 * 60 };
  const house = buildHouse({ ...rest, settings, config: { ...company, engine } });
  await house.clock.agree();
  // What people have tuned holds here too.
  house.upkeep.tunables.start();
  // The second Ctrl-C is the system's: it ends the process as a crash would, and the run is picked up.
  process.once('SIGINT', () => interrupted.abort());
  const signal = interrupted.signal;
  const terminal = { house, token: settings.PPM_TOKEN, given, output, signal };
  try {
    return await (first === 'follow' ? follow(terminal) : operate(terminal));
  } finally {
    house.replicas.queue.leave();
    await house.engine.stop();
    await house.upkeep.tunables.stop();
    await house.close();
  }
}
