// `--json`: the record itself, for programs. A report and a run stand as they are; a problem stands under `error`.
import type { Problem } from '../core/problem.js';
import type { Report } from '../core/report.js';
import type { Run } from '../core/run.js';

/** Indented JSON. Characters that a terminal would act upon are escaped, which leaves the values the same. */
export function drawJson(answer: { report: Report } | { run: Run } | { problem: Problem }): string {
  return JSON.stringify(shapeOf(answer), null, 2).replaceAll(
    /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) =>
      [...Array(character.length).keys()]
        .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
        .join(''),
  );
}

function shapeOf(answer: { report: Report } | { run: Run } | { problem: Problem }): unknown {
  if ('report' in answer) return answer.report;
  return 'run' in answer ? answer.run : { error: answer.problem.toRecord() };
}
