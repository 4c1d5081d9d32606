// One request from a terminal to its end: who asks, what is answered, and, for what runs, how it goes on.
import { randomUUID } from 'node:crypto';
import type { Actor } from '../core/actor.js';
import { flagOf } from '../core/fields.js';
import { Problem } from '../core/problem.js';
import { runId } from '../core/run-id.js';
import { hasEnded, type Run } from '../core/run.js';
import type { Engine } from '../services/engine/engine.js';
import type { Answer } from '../services/engine/ask.js';
import { usageOf } from '../services/engine/parse/usage.js';
import type { Directory, Tokens } from '../services/identity/identity.js';
import type { Arguments } from './arguments.js';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.js';
import { followRun } from './follow-run.js';
import type { Output } from './output.js';
import { createProgress, type Progress } from './progress.js';
import { saveAttachment } from './save-attachment.js';

/** What a terminal needs of the house. */
export interface Terminal {
  house: {
    engine: Engine;
    tokens: Tokens;
    directory: Directory;
    /** Names this process in leases. */
    owner: string;
    onRunChange(listener: (run: Run) => void): void;
  };
  token: string | undefined;
  given: Arguments;
  output: Output;
  /** Ctrl-C, or nobody reads any more. */
  signal: AbortSignal;
}

/** Asks for what was typed. @throws Problem */
export async function operate(terminal: Terminal): Promise<ExitCode> {
  const { house, given, output, signal } = terminal;
  const actor = await whoIsThere(terminal);
  const answer = await house.engine.ask({
    actor,
    requestId: `terminal:${randomUUID()}`,
    signal,
    words: { argv: given.words },
  });
  switch (answer.kind) {
    case 'report':
      output.report(
        output.json ? answer.report : await saveAttachment(answer.report, process.cwd()),
      );
      // What was just approved or planned is worked on from here too: there may be no bot.
      if (answer.operation.risk !== 'read' && given.wait) workAlong(terminal);
      return exitCodes.ok;
    case 'incomplete':
      throw incomplete(answer);
    case 'run':
      return watch(terminal, answer.run);
  }
}

/** `ppm follow R-…`: watches a run that was asked for before. @throws Problem */
export async function follow(terminal: Terminal): Promise<ExitCode> {
  await whoIsThere(terminal);
  const [, typed = ''] = terminal.given.words;
  const id = runId.safeParse(typed.toUpperCase());
  if (!id.success || terminal.given.words.length !== 2)
    throw new Problem('invalid_input', 'Which run?', 'Usage: ppm follow <run>, such as R-7K2QMF');
  const run = await terminal.house.engine.runs.get(id.data);
  if (!run) throw new Problem('not_found', `There is no run ${id.data}.`, 'Try `ppm status`.');
  return watch(terminal, run);
}

/** @throws Problem not_allowed without a token that works */
async function whoIsThere({ house, token }: Terminal): Promise<Actor> {
  const actor = token === undefined ? null : await house.tokens.personOf(token);
  if (actor) return house.directory.atTerminal(actor);
  throw new Problem(
    'not_allowed',
    token === undefined ? 'PPM_TOKEN is not set.' : 'PPM_TOKEN is not known, or was replaced.',
    'Type /ppm token in Slack for a personal token, and export it as PPM_TOKEN.',
  );
}

async function watch(terminal: Terminal, first: Run): Promise<ExitCode> {
  const { house, given, output, signal } = terminal;
  if (!given.wait || hasEnded(first)) {
    output.run(first);
    return exitCodeOf(first);
  }
  if (!output.json) output.run(first);
  const progress = workAlong(terminal, first.id);
  progress.known(first);
  const get = () => house.engine.runs.get(first.id);
  const last = await followRun({ first, get, saw: (run) => progress.saw(run), signal });
  if (!hasEnded(last)) output.advice(howToGoOn(last, last.lease?.owner === house.owner));
  if (output.json) output.run(last);
  else if (hasEnded(last)) {
    output.answer('');
    output.run(last);
  }
  return exitCodeOf(last);
}

function howToGoOn({ id }: Run, here: boolean): string {
  return [
    `${id} stays: \`ppm follow ${id}\` goes on watching it, \`ppm cancel ${id}\` stops it.`,
    ...(here
      ? [
          'It is being worked on from here, so this ends when that has; Ctrl-C leaves it to the bot.',
        ]
      : []),
  ].join(' ');
}

/** Takes part in the work, as the bot does, and tells what this process does; the end of `watched` is told elsewhere. */
function workAlong({ house, output }: Terminal, watched?: string): Progress {
  const progress = createProgress((line) => output.progress(line));
  house.onRunChange((run) => {
    const ended = hasEnded(run) && run.id !== watched && progress.knows(run.id);
    if (run.lease?.owner === house.owner || ended) progress.saw(run);
  });
  house.engine.start();
  return progress;
}

function incomplete({ operation, missing }: Answer & { kind: 'incomplete' }): Problem {
  const needed = missing.map((name) =>
    operation.args.includes(name) ? `<${name}>` : flagOf(name),
  );
  return new Problem(
    'invalid_input',
    `${needed.join(', ')} is needed.`,
    `Usage: ppm ${usageOf(operation)}`,
  );
}
