// One request from a terminal to its end: who asks, what is answered, and, for what runs, how it goes on.
import { randomUUID } from 'node:crypto';
import type { Actor } from '../core/actor.js';
import type { OperationInfo } from '../core/operation.js';
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
      if (answer.operation.kind === 'command' && given.wait) workAlong(terminal);
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
  const progress = workAlong(terminal);
  progress.known(first);
  const get = () => house.engine.runs.get(first.id);
  const last = await followRun({ first, get, saw: (run) => progress.saw(run), signal });
  if (!hasEnded(last)) {
    const here = last.lease?.owner === house.owner;
    output.advice(
      `${last.id} stays. \`ppm follow ${last.id}\` goes on watching, \`ppm cancel ${last.id}\` stops it.${here ? ' It is being worked on from here: this ends when that has; Ctrl-C again leaves it to the bot.' : ''}`,
    );
    if (!output.json) return exitCodeOf(last);
  }
  if (!output.json) output.answer('');
  output.run(last);
  return exitCodeOf(last);
}

/** Takes part in the work, as the bot does, and tells what this process does. */
function workAlong({ house, output }: Terminal): Progress {
  const progress = createProgress(output.progress);
  house.onRunChange((run) => {
    if (run.lease?.owner === house.owner || hasEnded(run)) progress.saw(run);
  });
  house.engine.start();
  return progress;
}

function incomplete({ operation, missing }: Answer & { kind: 'incomplete' }): Problem {
  const needed = missing.map((name) => nameOf(operation, name)).join(', ');
  return new Problem('invalid_input', `${needed} is needed.`, `Usage: ppm ${usageOf(operation)}`);
}
