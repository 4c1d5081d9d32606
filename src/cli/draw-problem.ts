// A problem for a terminal: what happened, and what to do about it.
import type { ProblemRecord } from '../core/problem.js';
import { ink, signOf, type Canvas } from './canvas.js';
import { oneLine, wrapped } from './text.js';

export function drawProblem(
  canvas: Canvas,
  problem: Pick<ProblemRecord, 'message' | 'hint'>,
): string {
  const indent = (text: string) => wrapped(oneLine(text), canvas.width - 2);
  const message = indent(problem.message).map(
    (line, index) => `${index === 0 ? signOf(canvas, 'bad') : ' '} ${ink(canvas, 'bold', line)}`,
  );
  return [...message, ...indent(problem.hint).map((line) => `  ${line}`)].join('\n');
}
