// Where things are told. Standard output has the answer and nothing else; mishaps and advice go to standard error, so that
// `ppm … --json | jq` always reads one document.
import type { Writable } from 'node:stream';
import type { Problem } from '../core/problem.js';
import type { Report } from '../core/report.js';
import type { Run } from '../core/run.js';
import { masked, openly, redact } from '../services/redact.js';
import { canvasFor } from './canvas.js';
import { drawJson } from './draw-json.js';
import { drawProblem } from './draw-problem.js';
import { drawReport } from './draw-report.js';
import { drawRun } from './draw-run.js';
import { exitCodeOf, type ExitCode } from './exit-codes.js';
import { oneLine } from './text.js';

type Screen = Writable & { isTTY?: boolean; columns?: number; hasColors?: () => boolean };

export interface Output {
  json: boolean;
  /** Text, or the one JSON document. */
  answer(text: string): void;
  report(report: Report): void;
  run(run: Run): void;
  /** One line on the way to the answer; not for programs. */
  progress(line: string): void;
  /** Advice beside the answer, for people and programs. */
  advice(line: string): void;
  /** Tells a problem and gives the exit code for it. */
  problem(problem: Problem): ExitCode;
}

/** @param gone called when the reader of standard output has left, as `head` does */
export function createOutput(
  screens: { out: Screen; err: Screen },
  options: { json: boolean; gone: () => void },
): Output {
  const { out, err } = screens;
  // Colours: the stream knows NO_COLOR, FORCE_COLOR and what the terminal can do.
  const canvas = canvasFor(out, out.hasColors?.() === true);
  const errCanvas = canvasFor(err, err.hasColors?.() === true);
  // Without a listener, a reader that leaves would end the process in the middle of its work. A full disk still does.
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    options.gone();
  });
  err.on('error', () => undefined);
  const answer = (text: string): void => void out.write(`${text}\n`);
  return {
    json: options.json,
    answer,
    report(report) {
      const draw = () => (options.json ? masked(drawJson({ report })) : drawReport(canvas, report));
      answer(report.secret === true ? openly(draw) : draw());
    },
    run: (run) => answer(options.json ? redact(drawJson({ run })) : drawRun(canvas, run)),
    progress: (line) => options.json || answer(oneLine(line)),
    advice: (line) => void err.write(`${oneLine(line)}\n`),
    problem(problem) {
      if (problem.code === 'internal') err.write(`${redact(causeOf(problem))}\n`);
      if (options.json) answer(redact(drawJson({ problem })));
      else err.write(`${drawProblem(errCanvas, problem.toRecord())}\n`);
      return exitCodeOf(problem);
    },
  };
}

/** Nobody reads a log here: what went wrong inside is told in full. */
function causeOf({ cause }: Problem): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
