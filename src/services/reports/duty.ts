// Who is on call, as a fact of a report.
import type { Fact } from '../../core/report.js';
import { stamp } from '../sync/when.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

/** @param at epoch milliseconds */
export async function dutyFact(
  label: string,
  at: number,
  context: Pick<ReportContext, 'oncall' | 'signal' | 'deadlineMs'>,
): Promise<Part<Fact>> {
  return partOf('Who is on call', context, async () => {
    const { people, until } = await context.oncall.at(at);
    const names = people.map(({ person }) => person).join(', ') || 'nobody';
    return { label, value: until === null ? names : `${names}, until ${stamp(until)}` };
  });
}
