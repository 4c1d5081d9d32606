// What was found out about a group by itself: its diagnosis, its flapping, and what its sender left out.
import type { Finding } from '../../../core/report.js';
import type { AlertGroup, Diagnosis } from '../../../services/alerts/records.js';
import { stamp } from '../../../services/sync/when.js';

export function groupFindings({ diagnosis, flips, truncated }: AlertGroup): Finding[] {
  const last = flips.at(-1);
  return [
    ...(diagnosis ? diagnosisFindings(diagnosis) : []),
    ...(last === undefined
      ? []
      : [
          {
            severity: 'warning' as const,
            title: 'It flaps',
            evidence: `Fired again ${flips.length === 1 ? 'once' : `${flips.length} times`} after it was resolved, the last time ${stamp(last)}`,
          },
        ]),
    ...(truncated === 0
      ? []
      : [
          {
            severity: 'info' as const,
            title: `Its sender left out ${truncated} of its alerts`,
            fix: 'Look at the sender’s own page for the rest.',
          },
        ]),
  ];
}

function diagnosisFindings(diagnosis: Diagnosis): Finding[] {
  const { operation, input, state, status, headline, findings } = diagnosis;
  const suggestion = { label: 'Look again', operation, input };
  switch (state) {
    case 'waiting':
      return [{ severity: 'info', title: 'It is still looked into', suggestion }];
    case 'failed':
      return [{ severity: 'info', title: 'The diagnosis failed', evidence: headline, suggestion }];
    case 'done':
      return [
        { severity: status === 'good' ? 'info' : status, title: headline, suggestion },
        ...findings.map(told),
      ];
  }
}

/** As it was stored, without the fields that nobody filled. */
function told({
  severity,
  title,
  evidence,
  cause,
  fix,
  suggestion,
}: Diagnosis['findings'][number]): Finding {
  return {
    severity,
    title,
    ...(evidence === undefined ? {} : { evidence }),
    ...(cause === undefined ? {} : { cause }),
    ...(fix === undefined ? {} : { fix }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
