// What is wrong by its cause, for a report: a diagnosis of everything, so that ten red components with one cause are one line.
import type { Finding } from '../../core/report.js';
import type { Diagnosed } from '../diagnosis/diagnose.js';
import type { ScenarioId } from '../diagnosis/scenarios.js';
import { listed } from './components-part.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

/** More have no room on a card that is read in ten seconds. */
const mostCauses = 6;
/** A diagnosis gives up its own looks before this, milliseconds. */
const deadline = 22_000;

export interface Causes {
  /** Titles, worst first. */
  bad: string[];
  scenarios: ReadonlySet<ScenarioId>;
}

export async function causesNow(
  context: Pick<ReportContext, 'diagnose' | 'signal' | 'deadlineMs'>,
): Promise<Part<Causes>> {
  const within = { ...context, deadlineMs: context.deadlineMs ?? deadline };
  const { value, findings } = await partOf('What is wrong', within, context.diagnose);
  if (value === null) return { value, findings };
  const told = value.causes.filter(({ finding }) => finding.severity !== 'info');
  return {
    value: {
      bad: told
        .filter(({ finding }) => finding.severity === 'bad')
        .map(({ finding }) => finding.title),
      scenarios: new Set(told.map(({ scenario }) => scenario)),
    },
    findings: [...told.slice(0, mostCauses).map(briefly), ...othersOf(told.slice(mostCauses))],
  };
}

/** Without the steps of its fix: the button leads there. */
function briefly({ finding }: Diagnosed['causes'][number]): Finding {
  const { fix, ...rest } = finding;
  return rest.suggestion === undefined && fix !== undefined ? { ...rest, fix } : rest;
}

function othersOf(others: Diagnosed['causes']): Finding[] {
  if (others.length === 0) return [];
  return [
    {
      severity: 'warning',
      title: `${others.length} more`,
      evidence: listed(others.map(({ finding }) => finding.title)),
      suggestion: { label: 'Health', operation: 'health', input: {} },
    },
  ];
}
