#!/usr/bin/env node
// `ppm …`: the same operations from a terminal, with the same rules, for when Slack is down or a script asks.
import { writeFile } from 'node:fs/promises';
import { canvasFor } from './cli/canvas.js';
import { drawJson } from './cli/draw-json.js';
import { drawProblem } from './cli/draw-problem.js';
import { drawReport } from './cli/draw-report.js';
import { drawRun } from './cli/draw-run.js';
import { exitCodeOf, exitCodes } from './cli/exit-codes.js';
import { followRun } from './cli/follow-run.js';
import { operationsAsJson, operationsAsText } from './cli/list-operations.js';
import { checkConfiguration } from './config/check.js';
import { configPath, loadForTerminal } from './config/load.js';
import { ConfigurationError } from './config/problems.js';
import type { Actor } from './core/actor.js';
import { asProblem, Problem } from './core/problem.js';
import type { Run } from './core/run.js';
import { hasEnded } from './core/run.js';
import type { Answer } from './services/engine/ask.js';
import { usageOf } from './services/engine/parse/usage.js';
import { operations } from './handlers/registry.js';
import { buildHouse, type House } from './wiring.js';
import { randomUUID } from 'node:crypto';

/** Flags of the terminal itself; everything else belongs to the operation. */
const own = { json: '--json', noWait: '--no-wait' };

const argv = process.argv.slice(2);
const words = argv.filter((word) => word !== own.json && word !== own.noWait);
const look = { json: argv.includes(own.json), wait: !argv.includes(own.noWait) };
const canvas = canvasFor(process.stdout, process.stdout.isTTY);
const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

process.exitCode = await main();

async function main(): Promise<number> {
  if (words[0] === 'ops') {
    print(look.json ? operationsAsJson(operations) : operationsAsText(operations));
    return exitCodes.ok;
  }
  if (words[0] === 'config' && words[1] === 'check') {
    const checked = checkConfiguration(words[2] ?? configPath());
    print(checked.lines.join('\n'));
    return checked.ok ? exitCodes.ok : exitCodes.wrongInput;
  }
  try {
    return await operate();
  } catch (error) {
    if (error instanceof ConfigurationError) {
      process.stderr.write(`${error.message}\n`);
      return exitCodes.wrongInput;
    }
    return failed(asProblem(error));
  }
}

async function operate(): Promise<number> {
  const loaded = loadForTerminal();
  const house = buildHouse({
    ...loaded,
    settings: {
      ...loaded.settings,
      LOG_LEVEL: process.stderr.isTTY ? 'silent' : loaded.settings.LOG_LEVEL,
    },
  });
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  try {
    const actor = await whoIsThere(house, loaded.settings.PPM_TOKEN);
    house.engine.start();
    const answer = await house.engine.ask({
      actor,
      requestId: `terminal:${randomUUID()}`,
      signal: interrupted.signal,
      words: { argv: words },
    });
    return await show(house, answer, interrupted.signal);
  } finally {
    await house.engine.stop();
    await house.close();
  }
}

/** @throws Problem not_allowed without a token that works */
async function whoIsThere(house: House, token: string | undefined): Promise<Actor> {
  const actor = token === undefined ? null : await house.tokens.personOf(token);
  if (actor) return house.directory.atTerminal(actor);
  throw new Problem(
    'not_allowed',
    token === undefined ? 'PPM_TOKEN is not set.' : 'PPM_TOKEN is not known, or was replaced.',
    'Type /ppm token in Slack for a personal token, and export it as PPM_TOKEN.',
  );
}

async function show(house: House, answer: Answer, signal: AbortSignal): Promise<number> {
  switch (answer.kind) {
    case 'report': {
      const { report } = answer;
      print(look.json ? drawJson({ report }) : drawReport(canvas, report));
      if (report.attachment && !look.json)
        await writeFile(report.attachment.name, report.attachment.text, { mode: 0o600 });
      return exitCodes.ok;
    }
    case 'incomplete':
      return failed(
        new Problem(
          'invalid_input',
          `${answer.missing.join(', ')} is needed.`,
          `Usage: ${usageOf(answer.operation)}`,
        ),
      );
    case 'run':
      return showRun(house, answer.run, signal);
  }
}

async function showRun(house: House, run: Run, signal: AbortSignal): Promise<number> {
  if (!look.json) print(drawRun(canvas, run));
  const last = look.wait
    ? await followRun({
        first: run,
        get: () => house.engine.runs.get(run.id),
        signal,
        tell: (line) => look.json || print(line),
      })
    : run;
  if (look.json) print(drawJson({ run: last }));
  else if (hasEnded(last)) print(`\n${drawRun(canvas, last)}`);
  return exitCodeOf(last);
}

function failed(problem: Problem): number {
  if (problem.code === 'internal') process.stderr.write(`${String(problem.cause)}\n`);
  if (look.json) print(drawJson({ problem }));
  else process.stderr.write(`${drawProblem(canvas, problem.toRecord())}\n`);
  return exitCodeOf(problem);
}
