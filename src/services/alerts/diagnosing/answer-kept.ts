// What a group keeps of the answer to its diagnosis: enough for its card.
import { Problem } from '../../../core/problem.js';
import type { Finding, Report } from '../../../core/report.js';
import type { Answer } from '../../engine/ask.js';
import type { Diagnosis } from '../records.js';

/** More don't fit on a card. */
const mostFindings = 5;
const worstFirst: readonly Finding['severity'][] = ['bad', 'warning', 'info'];

type Said = Pick<Diagnosis, 'state' | 'status' | 'headline' | 'findings'>;

/** @throws Problem not_possible for anything but a report that all may read */
export function saidBy(answer: Answer): Said {
  switch (answer.kind) {
    case 'report':
      if (answer.report.secret === true)
        throw useless(`${answer.operation.id} answers for one person only.`);
      return said(answer.report);
    case 'run':
      throw useless(`${answer.run.operation} changes something; a diagnosis only reads.`);
    case 'incomplete':
      throw useless(
        `${answer.operation.id} needs more than the alert says: ${answer.missing.join(', ')}.`,
      );
  }
}

export function failedWith(headline: string): Said {
  return { state: 'failed', status: 'info', headline, findings: [] };
}

function said({ status, headline, findings = [] }: Report): Said {
  const sorted = findings.toSorted(
    (a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity),
  );
  return { state: 'done', status, headline, findings: sorted.slice(0, mostFindings) };
}

function useless(message: string): Problem {
  return new Problem('not_possible', message, 'Name a query under `diagnose` in ppm.config.yaml.');
}
